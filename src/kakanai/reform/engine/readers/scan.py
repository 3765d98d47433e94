"""Scans by OCR: the optional extra `ocr` (RapidOCR with the models its wheel carries; nothing is fetched).

Lines are found by morphology and become walls; the characters come from OCR on the page without its lines. From there on
a scan is the same picture as any other file.
"""

from __future__ import annotations

import importlib.util
from functools import cache
from typing import Any

from kakanai.reform.engine.errors import BrokenFileError, NeedsOcrError
from kakanai.reform.engine.layout import char_width
from kakanai.reform.engine.model import Box, Glyph, PagePicture, Wall

DPI = 200
MAX_PAGES = 8
_SCALE = 72.0 / DPI


def available() -> bool:
    """Whether the extra is installed."""
    return all(importlib.util.find_spec(name) is not None for name in ("rapidocr", "onnxruntime", "cv2"))


def read_scan(data: bytes) -> tuple[list[PagePicture], list[str]]:
    """Read a scanned PDF or an image.

    Raises:
        NeedsOcrError: the extra is not installed.
    """
    if not available():
        raise NeedsOcrError("rapidocr is not installed")
    images = _pages(data)
    pictures = [_picture(image, number) for number, image in enumerate(images, 1)]
    return pictures, ["文字認識で読みました。見出しは目で確かめてください"]


def _pages(data: bytes) -> list[Any]:
    import cv2
    import numpy as np

    if b"%PDF-" not in data[:1024]:
        image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE)
        if image is None:
            raise BrokenFileError("image cannot be decoded")
        return [_fit(image)]
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        count = min(len(document), MAX_PAGES)
        return [_fit(np.asarray(document[i].render(scale=DPI / 72, grayscale=True).to_pil())) for i in range(count)]
    finally:
        document.close()


def _fit(image: Any) -> Any:
    """Scale to about A4 at the working resolution and set the page straight (up to three degrees)."""
    import cv2

    factor = (11.69 * DPI) / max(image.shape)
    if factor < 0.95 or factor > 1.05:
        image = cv2.resize(
            image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
        )
    angle = _skew(image)
    if abs(angle) < 0.08:
        return image
    height, width = image.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    return cv2.warpAffine(image, turn, (width, height), borderValue=255)


def _skew(image: Any) -> float:
    """The angle in degrees by which long rules are off the level."""
    import cv2
    import numpy as np

    ink = cv2.threshold(image, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)[1]
    found = cv2.HoughLinesP(ink, 1, np.pi / 1440, 300, minLineLength=image.shape[1] // 5, maxLineGap=8)
    if found is None:
        return 0.0
    pairs = found.reshape(-1, 4)
    angles = [float(np.degrees(np.arctan2(y1 - y0, x1 - x0))) for x0, y0, x1, y1 in pairs]
    level = [a for a in angles if abs(a) <= 4]
    return float(np.median(level)) if level else 0.0


def _picture(image: Any, number: int) -> PagePicture:
    import cv2

    ink = cv2.threshold(image, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)[1]
    across = cv2.morphologyEx(ink, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, (int(DPI * 0.22), 1)))
    down = cv2.morphologyEx(ink, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, (1, int(DPI * 0.2))))
    walls = [*_walls(across, horizontal=True), *_walls(down, horizontal=False)]
    mask = cv2.dilate(cv2.bitwise_or(across, down), cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3)))
    clean = image.copy()
    clean[mask > 0] = 255
    height, width = image.shape
    return PagePicture(number, width * _SCALE, height * _SCALE, tuple(_glyphs(clean)), tuple(walls))


def _walls(mask: Any, *, horizontal: bool) -> list[Wall]:
    import cv2

    count, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    walls = []
    for x, y, w, h, _area in stats[1:count]:
        if horizontal and h <= 14:
            walls.append(Wall(True, (y + h / 2) * _SCALE, x * _SCALE, (x + w) * _SCALE))
        elif not horizontal and w <= 14:
            walls.append(Wall(False, (x + w / 2) * _SCALE, y * _SCALE, (y + h) * _SCALE))
    return walls


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.use_cls": False,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
        }
    )


def _glyphs(image: Any) -> list[Glyph]:
    import cv2

    result = _engine()(cv2.cvtColor(image, cv2.COLOR_GRAY2BGR))
    if result.boxes is None:
        return []
    glyphs: list[Glyph] = []
    for corners, text in zip(result.boxes, result.txts, strict=True):
        xs, ys = [float(p[0]) * _SCALE for p in corners], [float(p[1]) * _SCALE for p in corners]
        box = Box(min(xs), min(ys), max(xs), max(ys))
        glyphs.extend(_spread(text, box, image))
    return glyphs


def _spread(text: str, box: Box, image: Any) -> list[Glyph]:
    """Characters over the inked stretches of their line, so that gaps stay gaps; a tall box is read downwards."""
    plain = [c for c in text if not c.isspace()]
    if not plain:
        return []
    if box.height > 1.6 * box.width and len(plain) > 1:
        step = box.height / len(plain)
        return [
            Glyph(c, Box(box.x0, box.y0 + i * step, box.x1, box.y0 + (i + 1) * step), box.width)
            for i, c in enumerate(plain)
        ]
    size = box.height * 0.82
    columns = _ink_runs(image, box, size)
    if len(columns) == len(plain):
        return [Glyph(c, Box(a, box.y0, b, box.y1), size) for c, (a, b) in zip(plain, columns, strict=True)]
    units = [char_width(c, 1.0) for c in plain]
    step = box.width / sum(units)
    glyphs, x = [], box.x0
    for char, unit in zip(plain, units, strict=True):
        advance = unit * step
        wide = min(advance, unit * size)
        glyphs.append(Glyph(char, Box(x + (advance - wide) / 2, box.y0, x + (advance + wide) / 2, box.y1), size))
        x += advance
    return glyphs


def _ink_runs(image: Any, box: Box, size: float) -> list[tuple[float, float]]:
    """Inked stretches of a line, joined into characters about as wide as high."""
    x0, x1 = int(box.x0 / _SCALE), int(box.x1 / _SCALE) + 1
    y0, y1 = int(box.y0 / _SCALE), int(box.y1 / _SCALE) + 1
    dark = (image[y0:y1, x0:x1] < 150).any(axis=0)
    runs: list[list[float]] = []
    for offset, inked in enumerate(dark.tolist()):
        x = (x0 + offset) * _SCALE
        if not inked:
            continue
        if runs and (x - runs[-1][1] < 0.8 * _SCALE * 2 or x - runs[-1][0] < 0.85 * size):
            runs[-1][1] = x + _SCALE
        else:
            runs.append([x, x + _SCALE])
    return [(a, b) for a, b in runs]
