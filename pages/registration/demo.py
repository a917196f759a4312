def is_loaded() -> bool:
    return True


def load() -> None:
    return
