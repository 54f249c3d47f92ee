"""Every primitive beside PyTorch by hand: values and gradients."""
