print("dlrun")
