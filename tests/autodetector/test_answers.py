from django.db import models
from django.db.models import NOT_PROVIDED

from migrations_core.autodetector.answers import Answers, resolve
from migrations_core.autodetector.pair import Pair
from migrations_core.questioner import MigrationQuestioner
from tests.state.builders import model, project


class Recorder(MigrationQuestioner):
    """Answers what it was told to and remembers what it was asked."""

    def __init__(self, **answers):
        super().__init__()
        self.answers = answers
        self.asked = []

    def _answer(self, question, *details):
        self.asked.append((question, *details))
        return self.answers[question]

    def ask_rename_model(self, old_model_state, new_model_state):
        return self._answer("model", old_model_state.name, new_model_state.name)

    def ask_rename(self, model_name, old_name, new_name, field_instance):
        return self._answer("field", model_name, old_name, new_name)

    def ask_not_null_addition(self, field_name, model_name):
        return self._answer("addition", model_name, field_name)

    def ask_not_null_alteration(self, field_name, model_name):
        return self._answer("alteration", model_name, field_name)

    def ask_auto_now_add_addition(self, field_name, model_name):
        return self._answer("now", model_name, field_name)

    def ask_unique_callable_default_addition(self, field_name, model_name):
        return self._answer("unique", model_name, field_name)


def ask(before, after, **answers):
    recorder = Recorder(**answers)
    pair, found = resolve(Pair(project(*before), project(*after)), recorder)
    return recorder.asked, pair, found


def test_a_model_is_renamed_once():
    asked, pair, _ = ask([model("A"), model("B")], [model("C"), model("D")], model=True)

    assert asked == [("model", "A", "C"), ("model", "B", "D")]
    assert pair.model_renames == {("shop", "c"): "a", ("shop", "d"): "b"}


def test_after_a_no_the_next_candidate_is_asked_about():
    asked, pair, _ = ask([model("A"), model("B")], [model("C")], model=False)

    assert asked == [("model", "A", "C"), ("model", "B", "C")]
    assert pair.model_renames == {}


def test_a_field_is_renamed_once():
    before = model("A", a=models.TextField(), b=models.TextField())
    after = model("A", c=models.TextField(), d=models.TextField())

    asked, pair, _ = ask([before], [after], field=True)

    assert asked == [("field", "a", "a", "c"), ("field", "a", "b", "d")]
    assert pair.field_renames == {("shop", "a", "c"): "a", ("shop", "a", "d"): "b"}


def test_defaults_are_asked_for_once_each():
    before = model("A", kept=models.TextField(null=True))
    after = model(
        "A",
        kept=models.TextField(),
        count=models.IntegerField(),
        made=models.DateField(auto_now_add=True),
    )

    asked, _, answers = ask([before], [after], addition=1, now="now", alteration="?")

    assert asked == [("addition", "a", "count"), ("now", "a", "made"), ("alteration", "a", "kept")]
    assert answers == Answers(
        {
            ("shop", "a", "count"): 1,
            ("shop", "a", "made"): "now",
            ("shop", "a", "kept"): "?",
        }
    )


def test_rows_with_null_may_be_left_to_somebody_else():
    before, after = model("A", x=models.TextField(null=True)), model("A", x=models.TextField())

    *_, answers = ask([before], [after], alteration=NOT_PROVIDED)

    assert answers == Answers({})


def test_a_function_as_the_default_of_a_unique_column_is_asked_about():
    after = model("A", x=models.TextField(unique=True))

    asked, *_ = ask([model("A")], [after], addition=str, unique=None)

    assert asked == [("addition", "a", "x"), ("unique", "a", "x")]


def test_the_questioner_knows_the_app_of_each_question():
    class KnowsApp(Recorder):
        def _answer(self, question, *details):
            self.asked.append((question, self.app_label))
            return self.answers[question]

    recorder = KnowsApp(model=True, field=False, addition=1)
    before = project(model("A"), model("B", app="blog", name=models.IntegerField()))
    after = project(
        model("C"),
        model("B", app="blog", title=models.IntegerField()),
        model("D", app="news"),
    )
    resolve(Pair(before, after), recorder)

    assert recorder.asked == [("model", "shop"), ("field", "blog"), ("addition", "blog")]


def test_nothing_is_asked_about_a_change_that_will_be_refused():
    authors = models.ManyToManyField("shop.Author")
    asked, _, found = ask(
        [model("Author"), model("Book", authors=authors)],
        [model("Author"), model("Book", authors=models.ForeignKey("shop.Author", models.CASCADE))],
    )

    assert (asked, found) == ([], Answers({}))


class AlsoSimilar(Recorder):
    asks_about_similar = True


def test_what_is_similar_is_asked_after_what_django_asks():
    before = model("A", a=models.TextField(), b=models.CharField(max_length=9))
    after = model("A", y=models.CharField(max_length=10), z=models.TextField())
    recorder = AlsoSimilar(field=True)

    pair, _ = resolve(Pair(project(before), project(after)), recorder)

    assert recorder.asked == [("field", "a", "a", "z"), ("field", "a", "b", "y")]
    assert pair.field_renames == {("shop", "a", "z"): "a", ("shop", "a", "y"): "b"}


def test_questioners_of_other_people_are_not_asked_what_they_do_not_know():
    class Other:
        def ask_not_null_addition(self, field_name, model_name):
            return "x"

    before = model("A", a=models.CharField(max_length=9))
    after = model("A", z=models.CharField(max_length=10, unique=True))
    other = Other()
    other.ask_rename_model = other.ask_rename = lambda *details: False

    pair, answers = resolve(Pair(project(before), project(after)), other)

    assert (pair.field_renames, answers) == ({}, Answers({("shop", "a", "z"): "x"}))
