"""The files of a generated project."""

from __future__ import annotations

from pathlib import Path

from benchmarks.generator.changes import change_rows, create_model, weighted_changes
from benchmarks.generator.history import Draft, History, Model
from benchmarks.generator.size import Size

USERS = "migrations.swappable_dependency(settings.AUTH_USER_MODEL)"
ATTEMPTS = 20


def app_labels(size: Size) -> list[str]:
    return [f"app{number:03}" for number in range(size.apps)]


def generate(size: Size, directory: Path) -> None:
    """Write the apps of a project; settings are none of our business."""
    history = draft_history(size)
    for app, label in enumerate(app_labels(size)):
        folder = directory / label / "migrations"
        folder.mkdir(parents=True)
        for package in (folder.parent, folder):
            (package / "__init__.py").touch()
        for draft in history.drafts[app]:
            (folder / f"{draft.name}.py").write_text(_migration(history, draft))
        if size.squashes and history.squashed > 1:
            squash = _squash(history.drafts[app][: history.squashed])
            replaced = [draft.name for draft in history.drafts[app][: history.squashed]]
            text = _migration(history, squash, replaces=replaced)
            (folder / f"{squash.name}.py").write_text(text)
        (folder.parent / "models.py").write_text(_models(history.models[app]))


def draft_history(size: Size) -> History:
    """Let every app take one step, then every app the next one, and so on."""
    history = History.empty(size)
    for step in range(size.migrations):
        for app in range(size.apps):
            name = "0001_initial" if step == 0 else f"{step + 1:04}_"
            draft = Draft(app, name)
            if step:
                draft.dependencies.append((app, history.drafts[app][-1].name))
            history.drafts[app].append(draft)
            _fill(history, draft)
    return history


def _fill(history: History, draft: Draft) -> None:
    random, models = history.random, history.models[draft.app]
    missing = history.models_to_create(draft.app)
    for _ in range(missing):
        create_model(history, draft)
    if history.step == 0:
        return
    if not missing and random.random() < history.size.data_share:
        draft.name += "rows"
        change_rows(history, draft, random.choice(models))
        return
    draft.name += "new_models" if missing else "changes"
    changes, weights = weighted_changes(history.size)
    wanted = len(draft.operations) + random.choice(history.size.changes)
    for _ in range(ATTEMPTS):
        if len(draft.operations) >= wanted:
            break
        random.choices(changes, weights)[0](history, draft, random.choice(models))


def _squash(drafts: list[Draft]) -> Draft:
    """Put migrations together as they are, without optimizing."""
    name = f"0001_squashed_{drafts[-1].name}"
    squash = Draft(drafts[0].app, name, uses_users=any(draft.uses_users for draft in drafts))
    for draft in drafts:
        squash.operations += draft.operations
        squash.functions += draft.functions
        squash.dependencies += (
            dependency
            for dependency in draft.dependencies
            if dependency[0] != draft.app and dependency not in squash.dependencies
        )
    return squash


def _migration(history: History, draft: Draft, *, replaces: list[str] | None = None) -> str:
    label = history.label(draft.app)
    dependencies = [
        *([USERS] if draft.uses_users else []),
        *(repr((history.label(app), name)) for app, name in draft.dependencies),
    ]
    attributes = ["initial = True"] if draft.name.startswith("0001") else []
    if replaces:
        attributes.append(f"replaces = {_listed([repr((label, name)) for name in replaces])}")
    attributes.append(f"dependencies = {_listed(dependencies)}")
    attributes.append(f"operations = {_listed(draft.operations)}")
    imports = ["from django.conf import settings"] if draft.uses_users else []
    imports.append("from django.db import migrations, models")
    functions = "".join(f"{function}\n\n" for function in draft.functions)
    body = "\n\n".join(f"    {attribute}" for attribute in attributes)
    head = "\n".join(imports)
    return f"{head}\n\n\n{functions}class Migration(migrations.Migration):\n\n{body}\n"


def _listed(sources: list[str]) -> str:
    return "[\n" + "".join(f"        {source},\n" for source in sources) + "    ]"


def _models(models: list[Model]) -> str:
    classes = "".join(f"\n\n{_model(model)}" for model in models)
    return f"from django.conf import settings\nfrom django.db import models\n{classes}"


def _model(model: Model) -> str:
    lines = [f"class {model.name}(models.Model):"]
    lines += [f"    {name} = {field.source}" for name, field in model.fields.items()]
    meta = [f"{name} = {value}" for name, value in model.options.items()]
    for name, entries in (("indexes", model.indexes), ("constraints", model.constraints)):
        if entries:
            meta.append(f"{name} = [{', '.join(source for _, source in entries.values())}]")
    if model.together:
        meta.append(f"unique_together = {model.together!r}")
    if meta:
        lines += ["", "    class Meta:", *(f"        {line}" for line in meta)]
    return "\n".join(lines) + "\n"
