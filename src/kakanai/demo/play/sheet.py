"""The stopwatch sheet as text."""

from __future__ import annotations

from kakanai.demo.play.accessibility import Inspector
from kakanai.insight.stopwatch import Sheet


def lines_of(sheet: Sheet) -> list[str]:
    """Return the sheet's lines. Every figure comes from the sheet, and the sheet from recorded events."""
    band = f"({sheet.resident_minutes_low:.1f}–{sheet.resident_minutes_high:.1f})"
    paper = f"({sheet.paper_minutes_low:.0f}–{sheet.paper_minutes_high:.0f})"
    rows = [
        ("手で書いた氏名", f"{sheet.handwritten_names}", f"紙では {sheet.paper_names}"),
        ("手で書いた住所", f"{sheet.handwritten_addresses}", f"紙では {sheet.paper_addresses}"),
        ("手で書いた生年月日", f"{sheet.handwritten_birth_dates}", f"紙では {sheet.paper_birth_dates}"),
        ("二度聞いたこと", f"{sheet.facts_asked_twice}", ""),
        ("質問", f"{sheet.questions_asked}", f"聞かずに分かった値 {sheet.facts_known_without_asking}"),
        ("入力した値", f"{sheet.values_entered}", f"{sheet.clerk_characters}文字"),
        ("来庁者の操作", f"{sheet.resident_operations}", f"うちタップ {sheet.resident_taps}"),
        ("職員の操作", f"{sheet.clerk_operations}", f"うちキー {sheet.clerk_keys}、マウス {sheet.clerk_clicks}"),
        ("署名", f"{sheet.signatures}", ""),
        ("カード", f"{sheet.cards_read}枚", ""),
        ("様式", f"{sheet.forms}種類", f"{sheet.sheets}ページ（紙では {sheet.paper_sheets}枚）"),
        ("受け付けた手続き", f"{sheet.applications}", f"ほかのシステムへの入力 {sheet.effects}"),
        (
            "業務システム",
            f"{sheet.systems_read_back} / {sheet.systems_filled}",
            f"{sheet.records_read_back}件を読み戻し確認",
        ),
        ("最初の画面まで", f"{sheet.first_screen_seconds:.1f}秒", "起動から。部品がそろっているとき"),
        ("機械の時間", f"{sheet.machine_seconds:.1f}秒", f"画面の前の実時間 {sheet.elapsed_seconds:.1f}秒"),
        ("所要時間（打鍵レベルモデル）", f"{sheet.resident_minutes:.1f}分 {band}", ""),
        ("同じ来庁を紙で（同じモデル）", f"{sheet.paper_minutes:.0f}分 {paper}", "待ち・移動は仮定の値"),
    ]
    return ["", "ストップウォッチ：4人家族の転入", *(_line(*row) for row in rows), ""]


def inspection_lines(inspector: Inspector) -> list[str]:
    """Return what axe-core found on the screens."""
    found = [f"    {name}: {one}" for name, all_ in inspector.violations.items() for one in all_]
    figure = (
        f"{inspector.screens}画面、違反 {inspector.count}件（わざと崩した見本では {inspector.planted}件を見つけた）"
    )
    return [f"  {_padded('画面の検査（axe-core）', 30)}{figure}", *found, ""]


def _line(label: str, figure: str, note: str) -> str:
    return f"  {_padded(label, 30)}{_padded(figure, 20)}{note}".rstrip()


def _padded(text: str, width: int) -> str:
    shown = sum(1 if ord(character) < 0x2000 else 2 for character in text)
    return text + " " * max(1, width - shown)
