"""Letters that look like Latin ones: some of each from Unicode's confusables.txt (UTS 39), the Latin letter first."""

from __future__ import annotations

_ROWS = """\
aａɑαа𝐚
bƄЬᏏᑲᖯ𝐛
cｃᴄϲⲥсꮯ𐐽𝐜
dⅆԁᏧᑯꓒ𝐝
eｅℯⅇꬲеҽ𝐞
fꬵꞙſẝք𝐟
gｇℊɡᶃƍց𝐠
hｈℎһհᏂ𝐡
iｉℹⅈıɪɩιιͺіꙇӏꭵᎥ𑣃𝐢
jｊⅉϳј𝐣
k𝐤
lＩℐℑƖｌℓǀΙⲒІӀⵏᛁꓲ𖼨𐊊𐌉𝟏
nոռ𝐧
oｏℴᴏᴑꬽοσⲟоჿօഠဝ𐓪𑣈𑣗𐐬𝐨
pｐρϱⲣр𝐩
qԛգզ𝐪
rꭇꭈᴦⲅгꮁ𝐫
sｓꜱƽѕꮪ𑣁𐑈𝐬
t𝐭
uꞟᴜꭎꭒʋυս𐓶𑣘𝐮
vｖᴠνѵ𑜆ꮩ𑣀𝐯
wɯᴡѡԝա𑜊𑜎𑜏ꮃ𝐰
xｘхᕁᕽ𝐱
yɣᶌｙʏỿꭚγℽуүყ𑣜𝐲
zᴢꮓ𑣄𝐳
AＡΑАᎪᗅꓮ𖽀𐊠𝐀
BＢℬꞴΒВᏴᗷꓐ𐊂𐊡𐌁𝐁
CＣℂℭϹⲤСᏟꓚ𐊢𐌂𐐕𐔜𝐂
DⅅᎠᗞᗪꓓ𝐃
EＥℰΕЕⴹᎬꓰ𑢦𑢮𐊆𝐄
FℱꞘϜᖴꓝ𑣂𑢢𐊇𐊥𐔥𝐅
GԌᏀᏳꓖ𝐆
HＨℋℌℍΗⲎНᎻᕼꓧ𐋏𝐇
JＪꞲͿЈᎫᒍꓙ𝐉
KKＫΚⲔКᏦᛕꓗ𐔘𝐊
LℒⳐᏞᒪꓡ𖼖𑢣𑢲𐐛𐔦𝐋
MＭℳΜϺⲘМᎷᗰᛖꓟ𐊰𐌑𝐌
NＮℕΝⲚꓠ𐔓𝐍
OＯΟⲞОՕⵔዐଠ𐓂ꓳ𑢵𐊒𐊫𐐄𐔖𝟎
PＰℙΡⲢРᏢᑭꓑ𐊕𝐏
Qℚⵕ𝐐
RℛℜℝƦᎡᏒ𐒴ᖇꓣ𖼵𝐑
SＳЅՏᏕᏚꓢ𖼺𐊖𐐠𝐒
TＴΤⲦТᎢꓔ𖼊𑢼𐊗𐊱𐌕𝐓
UՍሀ𐓎ᑌꓴ𖽂𑢸𝐔
VѴⴸᏙᐯꛟꓦ𖼈𑢠𐔝𝐕
WԜᎳᏔꓪ𝐖
XＸꞳΧⲬХⵝᚷꓫ𐊐𐊴𐌗𐔧𝐗
YＹΥϒⲨУҮᎩᎽꓬ𖽃𑢤𐊲𝐘
ZＺℤℨΖᏃꓜ𑢩𝐙
"""

LIKE = {row[0]: row[1:] for row in _ROWS.splitlines()}
"""By Latin letter, what passes for it."""
