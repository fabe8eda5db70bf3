/*
 * The words that each language uses most, roughly in the order of their frequency, and the syllables from which its
 * rarer words are made up. The lists have what people ask assistants about: code, work, food, travel.
 */

export type Language = 'english' | 'spanish' | 'german' | 'portuguese' | 'chinese' | 'japanese';

export interface LanguageWords {
  common: readonly string[];
  syllables: readonly string[];
  /** What stands between two words, within a sentence and at its end. */
  space: string;
  comma: string;
  stop: string;
  question: string;
}

const list = (text: string): string[] => text.trim().split(/\s+/);
const western = { space: ' ', comma: ', ', stop: '. ', question: '? ' };
const eastern = { space: '', comma: '，', stop: '。', question: '？' };

const english: LanguageWords = {
  ...western,
  common: list(`
the to of and a in is it you that for on with be this as are can not your if or at by from have an will we which
but use they one all has when do more how what so there would each their time about like just any into some than
then other only also should make get need other out up no was my me he she him her its our who them these those
work want first new two way may used using very see know most could here where find because does after between
code function value file data error list number name type set run example line return string test change user
add version before start call case case different server write read page table query system same step check write
place both such well right good long great small large help problem question answer idea part point day week year
still while over through back down off even much many few another every always never often might must since until
against without within during under above below again once too though however therefore instead rather maybe
probably usually simply really actually currently already almost enough little less least better best worse next
last previous following several possible important simple common clear specific general single local global empty
full open close build create update delete remove move copy send receive load save store fetch pass fail handle
keep let try take give put show tell ask think look feel seem become leave mean turn follow stop begin hold bring
word text message request response object class method module package library key index array loop thread process
memory disk network connection port client model language input output option setting result format field column
row record database schema backup cache queue token session password account email address link image picture
project team company customer market price cost money budget plan meeting report review draft letter story
chapter book paper study research theory method sample average total rate percent level size length width height
weight speed distance hour minute second month morning evening night today tomorrow yesterday home house room
kitchen garden street city country world water food bread coffee tea sugar salt oil butter cheese egg rice meat
chicken fish apple lemon garlic onion tomato pepper oven heat cook bake boil mix recipe dinner lunch breakfast
friend family mother father child school teacher student doctor health sleep exercise body heart head hand eye
travel train flight hotel ticket trip road car bike map north south east west summer winter spring autumn rain
sun wind snow tree flower dog cat bird music song film game team player light color black white red green blue`),
  syllables: list(`
al an ar ba be bi bo bra bri ca cal car ce chi cla co con cor cra da de dem der di do dra el em en er es fa fer fi
fla for fra ga ge gen gi gra ha hel her ho im in ja jo ka ken la lan le li lo lu ma mal man mar me mer mi mo mon na
ne ni no nor nu ob ol on or pa par pe per phi pla po pre pri pro qua ra re ri ro ru sa sal sci se sen si so sta ste
sto str su ta tal te tel ter ti to tra tri tu un ur va val ve ver vi vo wa we wi wo xa yo za ze zo`),
};

const spanish: LanguageWords = {
  ...western,
  common: list(`
de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le ha me si sin sobre este
ya entre cuando todo esta ser son dos también fue había era muy años hasta desde está mi porque qué sólo han yo hay
vez puede todos así nos ni parte tiene él uno donde bien tiempo mismo ese ahora cada e vida otro después te otros
aunque esa eso hace otra gobierno tan durante siempre día tanto ella tres sí dijo sido gran país según menos mundo
año antes estado contra sino forma caso nada hacer general estaba poco estos presidente mayor ante unos les algo
hacia casa ellos ayer hecho primera mucho mientras además quien momento millones esto hombre están pues hoy lugar
nacional trabajo otras mejor nuevo decir algunos entonces todas días debe política cómo casi toda tal luego pasado
primer medio va estas sea tenía nunca poder aquí ver veces embargo partido personas grupo cuenta pueden tienen misma
nueva cual fueron mujer frente hijo servicio cosas código función valor archivo datos error lista número nombre tipo
ejemplo línea prueba cambio usuario versión servidor página tabla consulta sistema paso texto mensaje respuesta
pregunta problema solución idea punto semana mes hora minuto mañana tarde noche escuela profesor estudiante libro
carta historia capítulo proyecto equipo empresa cliente precio costo dinero plan reunión informe agua comida pan café
té azúcar sal aceite mantequilla queso huevo arroz carne pollo pescado manzana limón ajo cebolla tomate horno cocina
receta cena almuerzo desayuno amigo familia madre padre niño médico salud sueño ejercicio cuerpo corazón cabeza mano
viaje tren vuelo hotel boleto camino coche bicicleta mapa norte sur este oeste verano invierno primavera otoño lluvia
sol viento nieve árbol flor perro gato pájaro música canción película juego luz color negro blanco rojo verde azul
escribir leer crear borrar guardar buscar abrir cerrar enviar recibir cargar explicar aprender estudiar comprar
vender pagar dormir comer beber cocinar viajar caminar correr jugar escuchar hablar pensar sentir quiero necesito
puedo debería gracias favor ayuda ciudad calle pueblo montaña playa mar río jardín ventana puerta mesa silla`),
  syllables: list(`
a al an ar ba bar be bi blo bo bra ca cam car ce ci cla co com con cor cre cu da de den di do du el en er es fa fe fi
flo for fra ga ge gi go gra gua ha he hi i ja je jo la le les li lla llo lo lu ma man mar me men mi mo mu na ne ni ño
no o or pa par pe per pi pla po pre pri pro que qui ra re ri ro ru sa se sen si so su ta te ten ti to tra tre tu u un
va ve ven vi vo ya yo za zo ción dad mente`),
};

const german: LanguageWords = {
  ...western,
  common: list(`
der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie
nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch man sein
wurde sei hatte kann gegen vom können schon wenn habe seine ihre dann unter wir soll ich eines jahr zwei jahren diese
dieser wieder keine uhr seiner worden will zwischen immer millionen was sagte gibt alle seit muss wurden beim doch jetzt
waren drei jahre neue neuen damit bereits da ab ihr ihm ihn uns heute geht sehr hier ersten ganz während ohne also weil
etwas selbst mal dort groß viele wo sollte gut ende mich dich mir dir beispiel frage antwort problem lösung code funktion
wert datei daten fehler liste zahl name typ zeile test änderung benutzer version server seite tabelle abfrage system
schritt text nachricht idee punkt tag woche monat stunde minute morgen abend nacht schule lehrer schüler buch brief
geschichte kapitel projekt gruppe firma kunde preis kosten geld plan treffen bericht wasser essen brot kaffee tee zucker
salz öl butter käse ei reis fleisch huhn fisch apfel zitrone knoblauch zwiebel tomate ofen küche rezept freund familie
mutter vater kind arzt gesundheit schlaf übung körper herz kopf hand reise zug flug hotel fahrkarte straße auto fahrrad
karte norden süden osten westen sommer winter frühling herbst regen sonne wind schnee baum blume hund katze vogel musik
lied film spiel licht farbe schwarz weiß rot grün blau schreiben lesen erstellen löschen speichern suchen öffnen
schließen senden laden erklären lernen kaufen zahlen schlafen trinken kochen fahren gehen laufen spielen hören sprechen
denken fühlen möchte brauche könnte müsste danke bitte hilfe stadt land dorf berg strand meer fluss garten fenster tür
tisch stuhl haus wohnung arbeit welt leben zeit mensch frau mann leute einfach schnell langsam richtig falsch wichtig`),
  syllables: list(`
ab al an auf aus be ber bau berg bild bin blick boden brech brief bund dach de den dienst ding dor ei ein el en ent er
fahr fall feld fer fest flug form frag fuhr ge geb gel gen ger gleich grund haft halt hand haus heim her hin hof in
kamm keit kel kraft kunst la lag land lauf le leb leit lich lich lin los mach mal man mark maß mei mit mut nach nahm
ne ni ob or platz rat raum recht reich ren ring ruf rück sach satz schaft schein schlag schluss schrift schutz see seh
sei sel setz sicht sinn spiel sprech staat stand stein stell stoff stück tag teil ten tisch ton trag trieb tum über
um un ung unter ver vor wahl wald wand weg weis wend werk wert wind wort zahl zeich zeit zer zug zu`),
};

const portuguese: LanguageWords = {
  ...western,
  common: list(`
de a o que e do da em um para com não uma os no se na por mais as dos como mas ao ele das à seu sua ou quando muito nos
já eu também só pelo pela até isso ela entre depois sem mesmo aos seus quem nas me esse eles você essa num nem suas meu
às minha numa pelos elas qual nós lhe deles essas esses pelas este dele tu te vocês vos lhes meus minhas teu tua nosso
nossa dela delas esta estes estas aquele aquela isto aquilo estou está estamos estão estava sou somos são era eram fui
foi fomos foram tenho tem temos têm tinha tinham teve hei há havia fazer fazendo feito código função valor arquivo dados
erro lista número nome tipo exemplo linha teste mudança usuário versão servidor página tabela consulta sistema passo
texto mensagem resposta pergunta problema solução ideia ponto semana mês hora minuto manhã tarde noite escola professor
aluno livro carta história capítulo projeto equipe empresa cliente preço custo dinheiro plano reunião relatório água
comida pão café chá açúcar sal óleo manteiga queijo ovo arroz carne frango peixe maçã limão alho cebola tomate forno
cozinha receita jantar almoço amigo família mãe pai criança médico saúde sono exercício corpo coração cabeça mão viagem
trem voo hotel bilhete caminho carro bicicleta mapa norte sul leste oeste verão inverno primavera outono chuva sol vento
neve árvore flor cachorro gato pássaro música canção filme jogo luz cor preto branco vermelho verde azul escrever ler
criar apagar salvar buscar abrir fechar enviar receber carregar explicar aprender estudar comprar vender pagar dormir
comer beber cozinhar viajar andar correr jogar ouvir falar pensar sentir quero preciso posso deveria obrigado favor
ajuda cidade rua país montanha praia mar rio jardim janela porta mesa cadeira casa trabalho mundo vida tempo pessoa`),
  syllables: list(`
a al am an ar ba be bi bo bra ca cam car ce ci cla co com con cor cra cu da de den di do du e el em en es fa fe fi fo
for fra ga ge gi go gra gua ha i in ja ji jo la le lha lho li lo lu ma man mar me men mi mo mu na ne nha nho ni no o or
pa par pe per pi pla po pra pre pri pro qua que qui ra re ri ro ru sa se sen si so su ta te ten ti to tra tre tri tu u
va ve ver vi vo xa za ze zo ção dade mente`),
};

const chinese: LanguageWords = {
  ...eastern,
  common: list(`
的 是 我 不 了 在 你 有 这 个 我们 他 就 可以 一个 什么 和 也 说 要 会 到 如果 使用 没有 都 很 对 能 那 需要 问题 因为 所以 但是 时候 怎么 知道 方法
可能 应该 已经 或者 这样 数据 文件 代码 函数 错误 用户 系统 时间 工作 自己 今天 明天 昨天 现在 然后 例如 比如 步骤 版本 服务器 页面 查询 表格 列表 名字
类型 测试 修改 更新 删除 添加 创建 保存 打开 关闭 发送 接收 消息 回答 解释 学习 研究 计划 会议 报告 公司 客户 价格 成本 学校 老师 学生 历史 故事 小说
电影 音乐 游戏 朋友 家庭 母亲 父亲 孩子 医生 健康 睡眠 运动 身体 心脏 旅行 火车 飞机 酒店 机票 城市 国家 世界 生活 天气 下雨 太阳 冬天 夏天 春天 秋天
中国 北京 上海 日本 英语 中文 语言 模型 程序 编程 网络 手机 电脑 软件 硬件 内存 硬盘 密码 账户 邮件 地址 图片 颜色 红色 绿色 蓝色 黑色 白色 早上 晚上 中午
米饭 面条 豆腐 鸡肉 牛肉 鸡蛋 蔬菜 水果 苹果 咖啡 茶 水 盐 糖 油 厨房 菜谱 简单 复杂 重要 不同 相同 最后 首先 其次 因此 而且 虽然 只是 非常 比较 特别 一般`),
  syllables: list(`
安 白 北 本 部 长 场 成 城 传 大 道 德 地 电 定 东 动 度 发 法 方 风 福 高 公 光 国 海 行 和 红 花 化 机 家 间 江 金 经 开 科 乐 力 立 利 林 龙 路 马 美 门 民 明
南 年 平 期 青 清 人 日 三 山 商 上 社 生 石 时 市 事 水 思 天 通 同 外 万 文 西 下 先 相 小 心 新 星 学 雪 阳 业 一 易 音 永 玉 元 园 月 云 运 展 正 政 志 中 州 子`),
};

const japanese: LanguageWords = {
  ...eastern,
  comma: '、',
  common: list(`
の は を に が と で も です ます から する この ある 私 これ ない それ まで その ため いる こと よう 使う 場合 時間 問題 方法 今日 明日 昨日 仕事 自分 必要
可能 コード 関数 エラー ファイル データ ユーザー システム サーバー ページ テーブル リスト 名前 種類 テスト 変更 更新 削除 追加 作成 保存 開く 閉じる 送る 受け取る
メッセージ 答え 説明 勉強 研究 計画 会議 報告 会社 お客様 値段 学校 先生 学生 歴史 物語 小説 映画 音楽 ゲーム 友達 家族 母 父 子供 医者 健康 睡眠 運動 体 旅行
電車 飛行機 ホテル 切符 町 国 世界 生活 天気 雨 太陽 冬 夏 春 秋 日本 東京 大阪 京都 英語 日本語 言葉 モデル プログラム ネットワーク 電話 パソコン ソフト メモリ
パスワード アカウント メール 住所 写真 色 赤い 青い 黒い 白い 朝 夜 昼 ご飯 麺 豆腐 鶏肉 牛肉 卵 野菜 果物 りんご コーヒー お茶 水 塩 砂糖 油 台所 料理 簡単
複雑 大切 違う 同じ 最後 最初 次に だから しかし とても もっと 例えば 少し 多い 新しい 古い 大きい 小さい 良い 悪い 早い 遅い 難しい 教えて ください お願い`),
  syllables: list(`
愛 安 位 意 引 右 雨 運 園 遠 横 屋 音 花 外 会 海 絵 開 楽 活 間 岩 顔 記 帰 牛 魚 京 強 教 近 形 計 原 言 古 戸 語 工 広 交 光 考 行 高 合 国 黒 今 才 細 作
算 市 思 紙 寺 時 室 社 弱 首 秋 週 春 書 食 新 親 図 数 西 声 星 晴 雪 船 線 前 組 走 多 太 体 台 谷 池 地 知 茶 昼 長 鳥 朝 直 通 店 点 電 刀 冬 東 答 頭 道`),
};

export const languageWords: Readonly<Record<Language, LanguageWords>> = {
  english,
  spanish,
  german,
  portuguese,
  chinese,
  japanese,
};
