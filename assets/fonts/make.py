"""Makes the two faces of the papers from Debian's fonts-noto-core: Latin, Greek and Cyrillic letters of Noto Sans, and signs.

The same fonts and the same fonttools make the same files: python3 make.py
"""

from pathlib import Path

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter, parse_unicodes
from fontTools.ttLib import TTFont

FONTS = Path("/usr/share/fonts/truetype/noto")
LETTERS = (
    "20-7E,A0-24F,250-2FF,300-36F,370-3FF,400-52F,1E00-1EFF,1F00-1FFF,2000-206F,2070-209F,20A0-20CF,2100-218F,"
    "2C60-2C7F,A720-A7FF,FB00-FB06,FFFC,FFFD"
)
SIGNS = "2190-2199,21D0-21D5,2202,2205-220C,220F-221E,2220-222B,2234-223C,2243-2249,2260-2265,22C5,25A0,25A1,25B2,25B6,25BC,25C0,25CB,25CF"
SYMBOLS = "2605,2606,260E,2610-2612,2713,2714,2717,2718"


def subset(name, unicodes, without=frozenset()):
    font = TTFont(FONTS / f"{name}.ttf", recalcTimestamp=False)
    options = Options()
    options.layout_features = []
    options.hinting = False
    options.notdef_outline = True
    options.glyph_names = False
    options.name_IDs = [0, 1, 2, 5, 6, 13, 14]
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "MATH", "BASE", "DSIG", "gasp", "meta", "STAT"]
    wanted = set(parse_unicodes(unicodes)) - without
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted & set(font.getBestCmap()))
    subsetter.subset(font)
    return font


for weight in ("Regular", "Bold"):
    parts = [subset(f"NotoSans-{weight}", LETTERS + "," + SIGNS)]
    for name, unicodes in (("NotoSansMath-Regular", SIGNS), ("NotoSansSymbols2-Regular", SYMBOLS)):
        have = set().union(*(part.getBestCmap() for part in parts))
        parts.append(subset(name, unicodes, have))
    for number, part in enumerate(parts):
        part.save(f"/tmp/{weight}-{number}.ttf", reorderTables=True)
    merged = Merger().merge([f"/tmp/{weight}-{number}.ttf" for number in range(len(parts))])
    merged.recalcTimestamp = False
    merged["head"].created, merged["head"].modified = parts[0]["head"].created, parts[0]["head"].modified
    # The measures are those of the letters.
    for table in ("hhea", "OS/2"):
        for measure in ("ascent", "descent", "lineGap", "sTypoAscender", "sTypoDescender", "sTypoLineGap", "usWinAscent", "usWinDescent"):
            if hasattr(parts[0][table], measure):
                setattr(merged[table], measure, getattr(parts[0][table], measure))
    merged.save(f"NotoSans-{weight}.subset.ttf")
    print(weight, len(merged.getGlyphOrder()), "glyphs,", Path(f"NotoSans-{weight}.subset.ttf").stat().st_size, "bytes")
