"""The HTML of the sample systems, in the manner of the 1990s: tables, frames, bgcolor, no label elements."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import replace
from html import escape

from kakanai.demo.targets import layouts
from kakanai.demo.targets.definition import FieldDef, Screen, SectionDef, System
from kakanai.demo.targets.layouts import Cell
from kakanai.demo.targets.ledger import Record

_SCRIPT = """
function hk(e){var m={};var f='アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲンァィゥェォッャュョー　';
var h='ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝｧｨｩｪｫｯｬｭｮｰ ';for(var i=0;i<f.length;i++)m[f[i]]=h[i];
e.value=e.value.replace(/[ァ-ヴー　]/g,function(c){return m[c]||c;});}
function zip(e,to){var v=e.value.replace(/-/g,'');if(v.length!=7)return;var x=new XMLHttpRequest();
x.open('GET','zip?c='+v,true);x.onload=function(){document.getElementsByName(to)[0].value=x.responseText;};x.send();}
function toroku(f,q){if(!q||confirm(q))f.submit();}
"""


def document(title: str, body: str, *, script: bool = False) -> str:
    """Wrap a body in a page of the time."""
    code = f"<script>{_SCRIPT}</script>" if script else ""
    return (
        '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN"><html><head>'
        '<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">'
        f"<title>{escape(title)}</title><style>body{{font:13px monospace;background:#eee8d0;margin:6px}}"
        "th{background:#9cb;text-align:left;font-weight:normal;padding:1px 4px}"
        ".s{background:#246;color:#fff}.c{float:right}.e{color:#c00}</style>"
        f"{code}</head><body>{body}</body></html>"
    )


def heading(screen: Screen, system: System) -> str:
    """The bar with the screen code and the title."""
    banner = f"<div>{escape(system.look.banner)}</div>" if system.look.banner else ""
    return f'<div><span class="c">{screen.code}</span><b>{escape(screen.title)}</b></div><hr>{banner}'


def _control_id(item: FieldDef, ids: str) -> str:
    if ids == "random":
        return "x" + secrets.token_hex(4)
    return f"{ids}_{item.id}" if ids != "plain" else item.id


def control(item: FieldDef, value: str, ids: str) -> str:
    """The input element of one field."""
    attributes = f'name="{item.id}" id="{_control_id(item, ids)}"'
    if item.options:
        options = "".join(
            f'<option value="{code}"{" selected" if code == value else ""}>{escape(label)}</option>'
            for code, label in item.options.items()
        )
        return f"<select {attributes}>{options}</select>"
    if item.kind == "checkbox":
        return f'<input type="checkbox" {attributes} value="1"{" checked" if value else ""}>'
    if item.kind == "textarea":
        return f'<textarea {attributes} rows="2" cols="30" maxlength="{item.max}">{escape(value)}</textarea>'
    events = ' onblur="hk(this)"' if item.convert == "half_kana" else ""
    if item.lookup:
        events = f" onkeyup=\"zip(this,'{item.lookup}')\""
    size = min(item.max + 2, 34)
    text = escape(value, quote=True)
    return f'<input type="text" {attributes} size="{size}" maxlength="{item.max}" value="{text}"{events}>'


def _cells(section: SectionDef, values: dict[str, str], ids: str) -> list[Cell]:
    """Caption and content of each cell; fields with the same cell stand beside each other."""
    found: list[Cell] = []
    for item in section.fields:
        drawn = control(item, values.get(item.id, ""), ids) + escape(item.unit)
        if item.cell and found and found[-1][0] == item.cell:
            found[-1] = (item.cell, found[-1][1] + drawn)
        else:
            found.append((item.cell or item.caption, drawn))
    return found


def entry(system: System, values: dict[str, str], *, error: str = "", confirm: str = "") -> str:
    """The entry screen, filled with what the caller already knows."""
    groups = [(s.title, _cells(s, values, system.look.ids)) for s in system.sections]
    note = f'<p class="e">{escape(error)}</p>' if error else ""
    ask = confirm or system.confirm
    body = (
        heading(system.entry, system)
        + note
        + f'<form method="post" action="save" accept-charset="Shift_JIS">{layouts.lay_out(groups, system.look)}<p>'
        + f'<input type="button" value="{escape(system.look.save_caption)}" '
        + f"onclick=\"toroku(this.form,'{escape(ask)}')\"> "
        + '<input type="button" value="取消" onclick="location.href=\'menu_main\'"></p></form>'
    )
    return document(system.entry.title, body, script=True)


def search(system: System, screen: Screen, action: str, rows: list[Record] | None, given: dict[str, str]) -> str:
    """A search screen, with its result table after a search."""
    fields = [(c, f'<input type="text" name="{c_id(c)}" value="{escape(given.get(c, ""))}">') for c in screen.by]
    form = (
        f'<form method="post" action="{action}"><table border="1" cellspacing="0">{layouts.cells(fields, "th")}</table>'
        '<p><input type="submit" value="検索"></p></form>'
    )
    return document(screen.title, heading(screen, system) + form + _results(system, rows))


def c_id(caption: str) -> str:
    """A form name for a caption: old forms have ASCII names."""
    return "q" + hashlib.sha256(caption.encode()).hexdigest()[:6]


def _results(system: System, rows: list[Record] | None) -> str:
    if rows is None:
        return ""
    if not rows:
        return "<p>該当データはありません。</p>"
    head = "".join(f"<th>{escape(c)}</th>" for c in (system.number_caption, *system.columns, "操作"))
    lines = []
    for row in rows:
        cells = "".join(f"<td>{escape(shown(system, row, c))}</td>" for c in system.columns)
        link = f'<a href="inquiry?n={row.number}">照会</a>'
        lines.append(f"<tr><td>{row.number}</td>{cells}<td>{link}</td></tr>")
    count = f"<p>検索結果 {len(rows)}件</p>"
    return f'{count}<table border="1" cellspacing="0"><tr>{head}</tr>{"".join(lines)}</table>'


_ERAS = {"1": "明治", "2": "大正", "3": "昭和", "4": "平成", "5": "令和"}


def shown(system: System, record: Record, caption: str) -> str:
    """The text that the system shows for a caption: its own way of writing, not what was typed."""
    rule = system.shown.get(caption)
    values = record.values
    if rule and "date" in rule:
        return _date([values.get(name, "") for name in rule["date"]])
    if rule and "text" in rule:
        return values.get(rule["text"], "")
    item = next((f for f in system.fields() if f.caption == caption), None)
    return show_field(item, values) if item else ""


def _date(parts: list[str]) -> str:
    """Era code and six digits, or era code, year, month and day; empty when it is not whole."""
    era, *rest = parts
    numbers = [rest[0][:2], rest[0][2:4], rest[0][4:]] if len(rest) == 1 else rest
    if not all(n.isdigit() for n in numbers):
        return ""
    year, month, day = (int(n) for n in numbers)
    return f"{_ERAS.get(era, '?')}{year}年{month}月{day}日"


def show_field(item: FieldDef, values: dict[str, str]) -> str:
    """One field as the inquiry screen shows it."""
    value = values.get(item.id, "")
    if item.options:
        return item.options.get(value, value)
    if item.kind == "checkbox":
        return "有" if value else "無"
    return value


def inquiry(system: System, record: Record) -> str:
    """The read-only screen of one record."""
    merged = {name for rule in system.shown.values() for name in rule.get("date", ())}
    groups: list[tuple[str, list[Cell]]] = []
    plain = replace(system.look, markup="td" if system.look.markup == "td" else "th")
    for section in system.sections:
        pairs: list[Cell] = []
        for caption, rule in system.shown.items():
            if "date" in rule and any(f.id == rule["date"][0] for f in section.fields):
                pairs.append((rule.get("caption", caption), escape(shown(system, record, caption))))
        pairs += [(f.caption, escape(show_field(f, record.values))) for f in section.fields if f.id not in merged]
        groups.append((section.title, pairs))
    head = f'<table border="1"><tr><th>{system.number_caption}</th><td>{record.number}</td></tr></table>'
    return document(system.inquiry.title, heading(system.inquiry, system) + head + layouts.lay_out(groups, plain))
