"""The small city for tests of anything that needs one."""

from guildhall.demo import city
from guildhall.demo.city import City
from guildhall.demo.sizes import SMALL


def small_city() -> City:
    """A whole city of the same shape as the full one, loaded in a second."""
    return city.build(SMALL)
