/** Speakers, and the town file with its imports. */
export const townErrors = {
  "speaker-offline": { title: "喇叭不在线", next: "请检查它的供电和网络。" },
  "speaker-unknown": { title: "没有这只喇叭", next: "它可能已被移除，请到“喇叭”里查看。" },
  "speaker-exists": { title: "这个喇叭编号已经有了", next: "请换一个编号，或留空由系统编号。" },
  "listen-unavailable": {
    title: "这只喇叭不能收听",
    next: "只有模拟的喇叭可以收听；要听播过的内容，请到“记录”里播放录音。",
  },
  "town-invalid": {
    title: "镇文件有错，什么都没有改动",
    next: "请按列出的行、列和改法逐条改正，再导入一次。",
  },
  "encoding-unknown": { title: "看不懂文件的文字编码", next: "请另存为 UTF-8，或注明编码是 GB18030。" },
  "coordinates-missing": {
    title: "没有说明坐标用的是哪种坐标系",
    next: "请选择：WGS-84（GPS）、GCJ-02（高德、腾讯）或 BD-09（百度）。",
  },
  "kind-without-place": {
    title: "这类内容没有位置，不能用 GeoJSON 描述",
    next: "请用 CSV 或镇文件导入区域、值班室和分区。",
  },
  "town-apply-failed": {
    title: "方案没能执行，什么都没有改动",
    next: "请改正文件或排除妨碍的原因，再预览一次。",
  },
  "no-listening-points": {
    title: "镇文件里没有写人们站在哪里",
    next: "请在镇文件里加入收听点：广场、车站、门口。",
  },
  "nobody-listened": { title: "播出的时候没有人在那里收听", next: "请先开始收听，再播一次。" },
  "map-unknown": { title: "没有这个地图图层", next: "图层可能已被移除，请刷新页面。" },
  "map-file-missing": {
    title: "这个地图图层的文件不在",
    next: "请维护人员把它放到数据文件夹的 maps 里：{{path}}。",
  },
  "map-unreadable": {
    title: "这个地图图层的文件用不了",
    next: "请维护人员检查文件：GeoJSON 不能超过 16 MiB。",
  },
} as const;
