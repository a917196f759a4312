from django_tasks import task


@task()
def fail(name: str) -> None:
    held = f"Herr {name}"
    raise ValueError(f"{held} lässt sich nicht verarbeiten")
