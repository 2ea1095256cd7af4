"""What a build does beside copying: it makes the Hindi catalogue, without which a page speaks English to everybody."""

from setuptools import setup
from setuptools.command.build import build


class Build(build):
    """Compile the words before they are copied."""

    sub_commands = [("compile_catalog", None), *build.sub_commands]


setup(
    cmdclass={"build": Build},
    options={"compile_catalog": {"domain": "django", "directory": "src/bijlisetu/web/locale"}},
)
