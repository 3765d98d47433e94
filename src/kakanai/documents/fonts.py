"""Where the fonts are. BIZ UD for labels, IPAmj for names: both from Debian packages, never fetched."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from kakanai.documents.errors import FontsMissingError


@dataclass(frozen=True, slots=True)
class FontFolder:
    """A folder of one font family, a file that must be in it and the Debian package that brings it."""

    path: Path
    file: str
    package: str


FOLDERS = (
    FontFolder(
        Path("/usr/share/fonts/truetype/bizud-gothic"), "BIZUDPGothic-Regular.ttf", "fonts-morisawa-bizud-gothic"
    ),
    FontFolder(
        Path("/usr/share/fonts/truetype/bizud-mincho"), "BIZUDPMincho-Regular.ttf", "fonts-morisawa-bizud-mincho"
    ),
    FontFolder(Path("/usr/share/fonts/truetype/ipamj"), "ipamjm.ttf", "fonts-ipamj-mincho"),
)
"""A site's own folder (for the 行政事務標準文字 fonts) may be added by the variable KAKANAI_FONTS."""


def font_folders(folders: tuple[FontFolder, ...] = FOLDERS) -> list[Path]:
    """Return the folders to typeset from. Raises FontsMissingError, which names the packages to install."""
    missing = [folder.package for folder in folders if not (folder.path / folder.file).is_file()]
    if missing:
        packages = " ".join(missing)
        raise FontsMissingError(
            f"fonts missing; run: apt-get install {packages}",
            f"書類に使う文字の書体がこの機械にありません。管理者に「{packages}」を入れてもらってください。入力した内容は残っています。",
        )
    site = [Path(part) for part in os.environ.get("KAKANAI_FONTS", "").split(os.pathsep) if part]
    return [folder.path for folder in folders] + site
