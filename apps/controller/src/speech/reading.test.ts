import { describe, expect, it } from "vitest";
import { cantoneseReading, mandarinReading } from "./reading";

/** Sentences of a town's day, and how a person reads them. */
const SENTENCES: readonly (readonly [text: string, pinyin: string, jyutping: string])[] = [
  ["银行行长", "yin2 hang2 hang2 zhang3", "ngan4 hong4 hong4 zoeng2"],
  ["村长到了", "cun1 zhang3 dao4 le5", "cyun1 zoeng2 dou3 liu5"],
  ["长江水位", "chang2 jiang1 shui3 wei4", "coeng4 gong1 seoi2 wai2"],
  ["请排成长队", "qing3 pai2 cheng2 chang2 dui4", "cing2 paai4 sing4 coeng4 deoi6"],
  ["重庆", "chong2 qing4", "cung4 hing3"],
  ["重新开放", "chong2 xin1 kai1 fang4", "cung4 san1 hoi1 fong3"],
  ["重要通知", "zhong4 yao4 tong1 zhi1", "zung6 jiu3 tung1 zi1"],
  ["重点路段", "zhong4 dian3 lu4 duan4", "zung6 dim2 lou6 dyun6"],
  ["请步行通过", "qing3 bu4 xing2 tong1 guo4", "cing2 bou6 hang4 tung1 gwo3"],
  ["禁止通行", "jin4 zhi3 tong1 xing2", "gam3 zi2 tung1 hang4"],
  ["行人请靠边", "xing2 ren2 qing3 kao4 bian1", "hang4 jan4 cing2 kaau3 bin1"],
  ["还款日", "huan2 kuan3 ri4", "waan4 fun2 jat6"],
  ["停水通知", "ting2 shui3 tong1 zhi1", "ting4 seoi2 tung1 zi1"],
  ["下午2点", "xia4 wu3 liang3 dian3", "haa6 ng5 loeng5 dim2"],
  ["14:30开会", "shi2 si4 dian3 san1 shi2 fen1 kai1 hui4", "sap6 sei3 dim2 saam1 sap6 fan1 hoi1 wui2"],
  ["2026年", "er4 ling2 er4 liu4 nian2", "ji6 ling4 ji6 luk6 nin4"],
  ["11月27日", "shi2 yi1 yue4 er4 shi2 qi1 ri4", "sap6 jat1 jyut6 ji6 sap6 cat1 jat6"],
  ["请拨打119", "qing3 bo1 da3 yao1 yao1 jiu3", "cing2 but6 daa2 jiu1 jiu1 gau2"],
  ["上涨3.5米", "shang4 zhang3 san1 dian3 wu3 mi3", "soeng6 zoeng2 saam1 dim2 ng5 mai5"],
  ["防火防盗", "fang2 huo3 fang2 dao4", "fong4 fo2 fong4 dou6"],
  ["垃圾分类", "la1 ji1 fen1 lei4", "laap6 saap3 fan1 leoi6"],
  ["台风预警", "tai2 feng1 yu4 jing3", "toi4 fung1 jyu6 ging2"],
  ["请勿靠近河边", "qing3 wu4 kao4 jin4 he2 bian1", "cing2 mat6 kaau3 gan6 ho4 bin1"],
  ["化龙镇", "hua4 long2 zhen4", "faa3 lung4 zan3"],
  ["和平村", "he2 ping2 cun1", "wo4 ping4 cyun1"],
  ["番禺", "pan1 yu2", "pun1 jyu4"],
  ["东莞", "dong1 guan3", "dung1 gun2"],
  ["厦门", "xia4 men2", "haa6 mun4"],
  ["六安", "lu4 an1", "luk6 on1"],
  ["大埔", "da4 bu4", "daai6 bou3"],
  ["调查人员", "diao4 cha2 ren2 yuan2", "diu6 caa4 jan4 jyun4"],
  ["调整时间", "tiao2 zheng3 shi2 jian1", "tiu4 zing2 si4 gaan3"],
  ["处理垃圾", "chu3 li3 la1 ji1", "cyu5 lei5 laap6 saap3"],
  ["到处都是", "dao4 chu4 dou1 shi4", "dou3 cyu3 dou1 si6"],
  ["好人好事", "hao3 ren2 hao3 shi4", "hou2 jan4 hou2 si6"],
  ["爱好", "ai4 hao4", "oi3 hou3"],
  ["便宜", "pian2 yi5", "pin4 ji4"],
  ["方便群众", "fang1 bian4 qun2 zhong4", "fong1 bin6 kwan4 zung3"],
  ["会计", "kuai4 ji4", "wui6 gai3"],
  ["开会", "kai1 hui4", "hoi1 wui2"],
  ["车间", "che1 jian1", "ce1 gaan1"],
  ["电动自行车", "dian4 dong4 zi4 xing2 che1", "din6 dung6 zi6 hang4 ce1"],
  ["音乐", "yin1 yue4", "jam1 ngok6"],
  ["快乐", "kuai4 le4", "faai3 lok6"],
  ["血压", "xue4 ya1", "hyut3 aat3"],
  ["着火了", "zhao2 huo3 le5", "zoek6 fo2 liu5"],
  ["为人民服务", "wei4 ren2 min2 fu2 wu4", "wai6 jan4 man4 fuk6 mou6"],
  ["成为", "cheng2 wei2", "sing4 wai4"],
  ["教书", "jiao1 shu1", "gaau3 syu1"],
  ["教育局", "jiao4 yu4 ju2", "gaau3 juk6 guk6"],
  ["数一数", "shu3 yi1 shu3", "sou2 jat1 sou2"],
  ["人数", "ren2 shu4", "jan4 sou3"],
  ["分发", "fen1 fa1", "fan1 faat3"],
  ["头发", "tou2 fa5", "tau4 faat3"],
  ["空气", "kong1 qi4", "hung1 hei3"],
  ["有空", "you3 kong4", "jau5 hung1"],
  ["80%", "bai3 fen1 zhi1 ba1 shi2", "baak3 fan6 zi1 baat3 sap6"],
  ["-5℃", "ling2 xia4 wu3 she4 shi4 du4", "ling4 haa6 ng5 sip3 si6 dou6"],
  ["2个村", "liang3 ge4 cun1", "loeng5 go3 cyun1"],
  ["5号楼301室", "wu3 hao4 lou2 san1 ling2 yao1 shi4", "ng5 hou6 lau4 saam1 ling4 jiu1 sat1"],
];

describe("how sixty sentences are read", () => {
  it("are sixty", () => {
    expect(SENTENCES).toHaveLength(60);
  });

  it.each(SENTENCES)("%s", (text, pinyin, jyutping) => {
    expect({ pinyin: mandarinReading(text), jyutping: cantoneseReading(text) }).toEqual({ pinyin, jyutping });
  });
});

describe("a site's own lexicon", () => {
  it("is read before the dictionary, its longest word first", () => {
    const lexicon = { 涌: "chong1", 大涌口: "da4 chong1 kou3" };
    expect(mandarinReading("大涌口到涌边", lexicon)).toBe("da4 chong1 kou3 dao4 chong1 bian1");
  });

  it("punctuation becomes pauses, and Latin words stay", () => {
    expect(mandarinReading("注意：WiFi 已开通。")).toBe("zhu4 yi4, WiFi yi3 kai1 tong1.");
  });
});
