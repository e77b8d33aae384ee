/** Requests that cannot be understood or answered. */
export const requestErrors = {
  "bad-request": {
    title: "控制器看不懂这个请求",
    next: "请检查刚才填写的内容；内容没有问题时，请刷新页面再试一次。",
  },
  "bad-json": { title: "请求内容不是有效的 JSON", next: "请刷新页面再试一次；仍然不行，请联系维护人员。" },
  "unsupported-media": { title: "这里不接受这种文件", next: "请换成以下格式之一：{{accepted}}。" },
  "body-too-large": { title: "内容太大", next: "最多 {{limitBytes}} 字节，请缩小后再试。" },
  "length-required": {
    title: "请求没有说明内容长度",
    next: "请不要经过改写请求的代理，直接打开控制器的地址。",
  },
  "no-such-route": { title: "控制器没有这个地址", next: "页面可能比控制器新或旧，请刷新页面。" },
  "method-not-allowed": { title: "这个地址不支持这种操作", next: "页面可能比控制器新或旧，请刷新页面。" },
  "not-found": { title: "找不到这一项", next: "可能已被移除，请返回列表查看。" },
  "bad-cursor": { title: "列表翻页的位置已失效", next: "请从列表开头重新查看。" },
  "request-timeout": {
    title: "控制器没有及时处理完",
    next: "请再试一次；仍然这样，请到“设置”查看控制器状态。",
  },
  "too-busy": { title: "同类请求太多，正在排队", next: "请等几秒再试。" },
  "https-only": {
    title: "这个操作只能通过 HTTPS 进行",
    next: "请改用 {{url}}；刚才在这里输入的密码或令牌是明文传送的，请更换。",
  },
  "our-fault": { title: "控制器出了错", next: "请把下面的代码和请求编号告诉维护人员，日志里能查到。" },
  "controller-unreachable": { title: "连不上控制器", next: "请检查网线和控制器电源；页面会自动重试。" },
  "not-a-controller": {
    title: "应答的不是控制器，或者中间隔着别的设备",
    next: "请核对浏览器里的地址和端口，以及途中的代理。",
  },
} as const;
