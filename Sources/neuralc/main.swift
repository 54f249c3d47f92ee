print("neuralc")
