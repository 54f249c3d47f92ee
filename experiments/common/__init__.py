"""What the experiments share: the runner, training, tables, figures, baselines."""
