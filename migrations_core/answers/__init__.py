"""Answers to the autodetector's questions from a TOML or JSON file, for scripts. The format: docs/answers.md."""

from migrations_core.answers.file import read_answers
from migrations_core.answers.questioner import AnswersQuestioner

__all__ = ["AnswersQuestioner", "read_answers"]
