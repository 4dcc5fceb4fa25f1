"""What schema editors of all databases share."""
