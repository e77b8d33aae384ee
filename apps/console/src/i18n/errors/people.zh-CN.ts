/** Signing in, rights, operators, sessions and tokens. */
export const peopleErrors = {
  "not-signed-in": { title: "还没有登录", next: "请登录后再试。" },
  "sign-in-refused": {
    title: "用户名或密码不对，或者此人已被停用",
    next: "请核对后再输；忘记密码时请管理员在“人员”里重设。",
  },
  "sign-in-slowed": { title: "尝试次数太多", next: "请等 {{waitSeconds}} 秒再试。" },
  "link-spent": {
    title: "这个登录链接用过了、过期了，或者本来就无效",
    next: "请管理员在“人员”里重新生成一个。",
  },
  "token-unknown": {
    title: "这个 API 令牌无效、已吊销或已过期",
    next: "请在“人员 → 令牌”里新建一个，或重新登录。",
  },
  "token-expired": { title: "这个 API 令牌已过期", next: "请在“人员 → 令牌”里新建一个，或重新登录。" },
  "cross-site": {
    title: "这个操作不是从控制器自己的页面发出的",
    next: "请直接打开控制器的地址，再操作一次。",
  },
  "not-allowed": { title: "您的角色不允许这样做", next: "需要时请管理员在“人员”里给您相应的角色或权限。" },
  "outside-your-sites": {
    title: "您可以这样做，但不能在那里做",
    next: "请去掉您区域以外的目标（{{sites}}），或请管理员授权。",
  },
  "priority-too-high": {
    title: "这个优先级超过了您的上限",
    next: "您最高可用 {{highest}}；80 及以上需要“紧急”权限。",
  },
  "room-not-yours": { title: "这个值班室不在您的区域内", next: "请改选您区域内的值班室，或不选。" },
  "operator-exists": { title: "这个用户名已经有人用了", next: "请换一个用户名，或修改已有的那位。" },
  "operator-unknown": { title: "没有这位值班员", next: "可能已被移除，请刷新“人员”列表。" },
  "last-admin": { title: "这样就没有人能管理整个系统了", next: "请先给另一位值班员“全部区域”的管理员角色。" },
  "site-unknown": { title: "没有这个区域", next: "区域可能已被移除，请重新选择。" },
  "room-unknown": { title: "没有这个值班室", next: "值班室可能已被移除，请重新选择。" },
  "session-unknown": { title: "没有这个登录会话，或者它已经结束", next: "请刷新“人员 → 登录会话”列表。" },
  "password-wrong": { title: "当前密码不对", next: "请重新输入当前密码，或请管理员重设。" },
  "needs-person": { title: "这件事只有登录的人能做，令牌不行", next: "请用用户名和密码登录。" },
} as const;
