from django.db import models

from migrations_core.deconstruction import field_for_class_body, unbound_copy, without_default


class Padded(models.CharField):
    """A field that somebody else wrote."""

    def __init__(self, *args, pad=1, **kwargs):
        self.pad = pad
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "pad": self.pad}


def test_a_copy_of_a_relation_has_its_own_target():
    original = models.ForeignKey("shop.Book", models.CASCADE)

    duplicate = unbound_copy(original)
    duplicate.remote_field.model = "shop.Volume"

    assert original.remote_field.model == "shop.Book"
    assert duplicate.remote_field.field is duplicate


def test_a_copy_forgets_what_the_original_had_computed():
    original = models.ForeignKey("shop.Book", models.CASCADE)
    original.__dict__["related_model"] = "computed before it was bound"

    assert "related_model" not in vars(unbound_copy(original))


def test_fields_of_others_are_copied_through_deconstruct():
    duplicate = unbound_copy(Padded(max_length=3, pad=7))

    assert (duplicate.max_length, duplicate.pad) == (3, 7)


def test_copies_for_a_class_body_come_in_the_order_of_copying():
    late, early = models.TextField(), models.TextField()

    first, second = field_for_class_body(early), field_for_class_body(late)

    assert late.creation_counter < early.creation_counter
    assert first.creation_counter < second.creation_counter


def test_automatic_fields_stay_before_written_ones():
    written = field_for_class_body(models.TextField())
    automatic = field_for_class_body(models.AutoField(primary_key=True, auto_created=True))

    assert automatic.creation_counter < written.creation_counter


def test_leaving_out_a_default_leaves_the_original_its_own():
    original = models.IntegerField(default=1)

    assert not without_default(original).has_default()
    assert original.has_default()
