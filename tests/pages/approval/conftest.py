from tests.cases.conftest import checker

__all__ = ["checker"]
