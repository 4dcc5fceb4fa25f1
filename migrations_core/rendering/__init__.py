"""Model classes made from what states say of models: one by one for schema editors, all of them for RunPython."""
