// TorchBackend
