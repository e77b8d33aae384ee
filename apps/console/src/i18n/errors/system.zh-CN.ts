/** What keeps the town from working. Most of it is for whoever looks after the controller's machine, and says so. */
export const systemErrors = {
  "air-unreachable": {
    title: "播出程序（air）没有应答",
    next: "它几秒内会自动重启；一直不恢复，请维护人员查看控制器日志中的 air。",
  },
  "air-starting": { title: "播出程序（air）正在启动", next: "请等几秒再试。" },
  "port-taken": {
    title: "端口被别的程序占用",
    next: "请维护人员停掉那个程序，或把 {{setting}} 改成空闲端口。",
  },
  "address-unusable": {
    title: "控制器不能在这个地址上监听",
    next: "请维护人员把 DALABA_HOST 设为本机地址，例如 127.0.0.1 或 0.0.0.0。",
  },
  "folder-unwritable": {
    title: "数据文件夹写不进去",
    next: "请维护人员给予写权限，或把 DALABA_DATA 指向可写的文件夹。",
  },
  "disk-full": { title: "控制器的磁盘满了", next: "请维护人员清理 DALABA_DATA 所在的磁盘，然后重新启动。" },
  "disk-failing": { title: "控制器的磁盘读写出错", next: "请维护人员检查磁盘，并把数据文件夹另存一份。" },
  "store-locked": {
    title: "另一个控制器正在使用同一个数据文件夹",
    next: "请维护人员停掉进程 {{pid}}，或换一个数据文件夹。",
  },
  "store-newer": { title: "数据是由更新的版本写的", next: "请启动那个版本，或恢复升级前的备份。" },
  "store-damaged": { title: "数据库已损坏", next: "请维护人员恢复备份，并保留损坏的文件以便查找原因。" },
  "sqlite-missing": {
    title: "没有可用的 SQLite",
    next: "请维护人员重新安装程序；安装时会指出哪一部分装不上。",
  },
  "setting-invalid": { title: "有一项设置的值不能用", next: "请维护人员按提示改正那项设置，然后重新启动。" },
  "broker-rights-open": {
    title: "外部消息服务器放行了喇叭不该做的事",
    next: "请维护人员把控制器导出的配置装到消息服务器上，并重新加载。",
  },
  "broker-not-probed": { title: "外部消息服务器的权限还没有检验", next: "请等几秒，这里会显示结果。" },
  "broker-unreachable": {
    title: "外部消息服务器没有应答",
    next: "请启动它，或改正 DALABA_MQTT_URL；控制器每 2 秒重试一次。",
  },
  "broker-probe-refused": {
    title: "外部消息服务器不认识检验权限用的用户",
    next: "请维护人员把控制器导出的配置装到消息服务器上，并重新加载。",
  },
  "broker-probe-failed": {
    title: "外部消息服务器没有给喇叭必需的权限，无法检验",
    next: "请维护人员把控制器导出的配置装到消息服务器上，并重新加载。",
  },
  "keys-missing": {
    title: "喇叭信任的密钥不在数据文件夹里",
    next: "请维护人员从备份恢复 {{missing}} 到 {{folder}}；换新密钥的话，每只喇叭都要换新凭据。",
  },
  "keys-damaged": { title: "密钥文件里没有可用的密钥", next: "请维护人员从备份恢复 {{file}}。" },
  "keys-unreadable": { title: "密钥文件读不出来", next: "请维护人员给予读取 {{file}} 的权限。" },
  "root-not-ejected": {
    title: "根密钥还留在这台机器上",
    next: "现在不用处理：以后的版本会提供移出功能。请把密钥文件夹的备份放在安全的地方。",
  },
  "bad-keys": {
    title: "播出程序（air）用不了这些密钥",
    next: "请维护人员查看控制器日志中的 air，并从备份恢复密钥文件夹。",
  },
  "certificate-unreadable": {
    title: "HTTPS 证书或它的密钥读不出来",
    next: "请维护人员把 DALABA_TLS_CERT 和 DALABA_TLS_KEY 设为可读、无口令的 PEM 文件，或两项都不设。",
  },
  "certificate-key-mismatch": {
    title: "密钥和 HTTPS 证书不是一对",
    next: "请维护人员把 DALABA_TLS_KEY 设为申请证书时的密钥；证书文件里，服务器自己的证书要放在最前面。",
  },
  "certificate-expired": {
    title: "HTTPS 证书已过期，浏览器会警告",
    next: "请维护人员续期并替换 DALABA_TLS_CERT 和 DALABA_TLS_KEY 的文件，几秒后生效。",
  },
  "certificate-ending": {
    title: "HTTPS 证书快到期了",
    next: "请维护人员续期并替换 DALABA_TLS_CERT 和 DALABA_TLS_KEY 的文件，几秒后生效。",
  },
  "certificate-name-outside": {
    title: "本机证书机构不能为后来设置的名称作证",
    next: "请换一个名称或使用自己的证书；或者删除 keys/authority.pem 后重新启动，但每台设备都要重新信任。",
  },
  "journal-gap": {
    title: "播出日志缺了一段，那段时间的情况不清楚",
    next: "请维护人员检查磁盘，以及是谁删了数据文件夹里的文件；那段时间的结果可能显示“没有应答”。",
  },
  "journal-damaged": {
    title: "播出日志里有一行读不出来，已跳过",
    next: "请维护人员检查磁盘，并保留日志文件夹以便查找原因。",
  },
  "disk-low": { title: "控制器的磁盘快满了", next: "请清理空间或缩短录音保存天数；到 97% 将不再录音。" },
  "recording-stopped": {
    title: "控制器的磁盘已满：喊话照常，但不再录音",
    next: "请清理磁盘空间，之后会自动恢复录音。",
  },
} as const;
