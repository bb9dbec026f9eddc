"""Where recordings are: those that come with the product, and those in the data folder."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

from chat_app.errors import RecordingError
from chat_app.teaching.recording import Recording, read, written

SHIPPED = Path(__file__).with_name("demonstrations")
FOLDER = "demonstrations"
"""Name of the folder in the data folder."""
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")


@dataclass(frozen=True, slots=True)
class Kept:
    """A recording on the shelf. `problem`: why it cannot be replayed, in place of the recording."""

    name: str
    shipped: bool
    recording: Recording | None = None
    problem: str | None = None

    @property
    def title(self) -> str:
        return self.recording.title if self.recording else self.name


class Shelf:
    """The recordings that a reader can choose from."""

    def __init__(self, data_folder: Path) -> None:
        self._own = data_folder / FOLDER

    def all(self) -> tuple[Kept, ...]:
        """Every recording: those made here first, the newest of them first; then those that came along."""
        own = [self._kept(path, shipped=False) for path in _files(self._own)]
        own.sort(key=lambda k: k.recording.recorded if k.recording else "", reverse=True)
        return (*own, *(self._kept(path, shipped=True) for path in _files(SHIPPED)))

    def get(self, name: str) -> Kept:
        """One recording by its name. Raises RecordingError where there is none."""
        for folder, shipped in ((self._own, False), (SHIPPED, True)):
            path = folder / f"{name}.json"
            if _NAME.fullmatch(name) and path.is_file():
                return self._kept(path, shipped)
        raise RecordingError("There is no recording of this name. It may have been deleted.")

    def keep(self, recording: Recording) -> Kept:
        """Put a recording on the shelf; one with the same content is kept once. Raises RecordingError."""
        data = written(recording)
        words = "-".join(re.findall(r"[a-z0-9]+", recording.title.casefold()))[:48].strip("-") or "recording"
        name = f"{words}-{hashlib.sha256(data).hexdigest()[:8]}"
        path = self._own / f"{name}.json"
        try:
            self._own.mkdir(parents=True, exist_ok=True)
            half = path.with_suffix(f".{os.getpid()}.part")
            half.write_bytes(data)
            half.replace(path)
        except OSError as error:
            raise RecordingError(f"The recording could not be kept ({error.strerror}).") from error
        return Kept(name, shipped=False, recording=recording)

    def remove(self, name: str) -> None:
        """Delete a recording that was made here. Raises RecordingError for one that came along."""
        if self.get(name).shipped:
            raise RecordingError("A recording that comes with the product cannot be deleted.")
        try:
            (self._own / f"{name}.json").unlink()
        except OSError as error:
            raise RecordingError(f"The recording could not be deleted ({error.strerror}).") from error

    def _kept(self, path: Path, shipped: bool) -> Kept:
        try:
            return Kept(path.stem, shipped, recording=read(path.read_bytes(), path.name))
        except RecordingError as error:
            return Kept(path.stem, shipped, problem=str(error))
        except OSError as error:
            return Kept(path.stem, shipped, problem=f"{path.name} cannot be read ({error.strerror}).")


def _files(folder: Path) -> list[Path]:
    return sorted(p for p in folder.glob("*.json") if _NAME.fullmatch(p.stem))
