/** How one kind of device is told to trust an authority: what to press, in its own words. */
export interface TrustSteps {
  readonly zh: { readonly device: string; readonly steps: readonly string[] };
  readonly en: { readonly device: string; readonly steps: readonly string[] };
}

/** Firefox and Chrome on Linux keep lists of their own; everything else asks the system. */
export const TRUST_STEPS: readonly TrustSteps[] = [
  {
    zh: {
      device: "Windows（Edge、Chrome）",
      steps: [
        "下载上面的 dalaba-ca.crt，双击打开，点“安装证书”。",
        "选“本地计算机”，再选“将所有的证书都放入下列存储”，点“浏览”，选“受信任的根证书颁发机构”，一路确定。",
        "完全关闭浏览器后重新打开。",
      ],
    },
    en: {
      device: "Windows (Edge, Chrome)",
      steps: [
        "Download dalaba-ca.crt above, open it and press “Install Certificate”.",
        "Choose “Local Machine”, then “Place all certificates in the following store”, “Browse”, “Trusted Root Certification Authorities”, and finish.",
        "Close the browser completely and open it again.",
      ],
    },
  },
  {
    zh: {
      device: "macOS（Safari、Chrome）",
      steps: [
        "下载 dalaba-ca.crt 并双击，加入“钥匙串访问”的“系统”钥匙串。",
        "在其中双击这张证书，展开“信任”，把“使用此证书时”改为“始终信任”，关闭窗口并输入密码。",
      ],
    },
    en: {
      device: "macOS (Safari, Chrome)",
      steps: [
        "Download dalaba-ca.crt and open it: add it to the keychain “System” of Keychain Access.",
        "Open the certificate there, unfold “Trust”, set “When using this certificate” to “Always Trust”, close the window and give the password.",
      ],
    },
  },
  {
    zh: {
      device: "安卓 Android",
      steps: [
        "下载 dalaba-ca.crt。",
        "打开“设置”，搜索“CA 证书”（多在“安全 → 加密与凭据 → 安装证书”），选“CA 证书”，选“仍然安装”，再选这个文件。",
      ],
    },
    en: {
      device: "Android",
      steps: [
        "Download dalaba-ca.crt.",
        "Open Settings and search for “CA certificate” (mostly Security → Encryption & credentials → Install a certificate), choose “CA certificate”, “Install anyway”, and the file.",
      ],
    },
  },
  {
    zh: {
      device: "iPhone、iPad",
      steps: [
        "用 Safari 打开本页，点 dalaba-ca.crt，允许下载描述文件。",
        "“设置 → 通用 → VPN 与设备管理”：打开这个描述文件并安装。",
        "“设置 → 通用 → 关于本机 → 证书信任设置”：打开它的开关。少了这一步仍然不受信任。",
      ],
    },
    en: {
      device: "iPhone, iPad",
      steps: [
        "Open this page in Safari, tap dalaba-ca.crt and allow the profile to be downloaded.",
        "Settings → General → VPN & Device Management: open the profile and install it.",
        "Settings → General → About → Certificate Trust Settings: switch it on. Without this it stays untrusted.",
      ],
    },
  },
  {
    zh: {
      device: "Linux",
      steps: [
        "Debian、Ubuntu：把 dalaba-ca.pem 存为 /usr/local/share/ca-certificates/dalaba-ca.crt，再运行 sudo update-ca-certificates。",
        "Chrome、Chromium：打开 chrome://certificate-manager，在“由您安装”中导入 dalaba-ca.crt 为受信任的证书。",
      ],
    },
    en: {
      device: "Linux",
      steps: [
        "Debian, Ubuntu: save dalaba-ca.pem as /usr/local/share/ca-certificates/dalaba-ca.crt and run sudo update-ca-certificates.",
        "Chrome, Chromium: open chrome://certificate-manager and import dalaba-ca.crt among the trusted certificates installed by you.",
      ],
    },
  },
  {
    zh: {
      device: "Firefox（各种系统）",
      steps: [
        "在 Firefox 中打开本页，点 dalaba-ca.crt，勾选“信任由此证书颁发机构来标识网站”。",
        "或者：“设置 → 隐私与安全 → 证书 → 查看证书 → 证书颁发机构 → 导入”。",
      ],
    },
    en: {
      device: "Firefox (any system)",
      steps: [
        "Open this page in Firefox, press dalaba-ca.crt and tick “Trust this CA to identify websites”.",
        "Or: Settings → Privacy & Security → Certificates → View Certificates → Authorities → Import.",
      ],
    },
  },
  {
    zh: {
      device: "命令行 dalaba",
      steps: ["运行 dalaba trust --url 加上网址，核对指纹。它不使用系统的信任列表。"],
    },
    en: {
      device: "The command line, dalaba",
      steps: [
        "Run dalaba trust --url with the address, and compare the fingerprint. It does not use the system's list.",
      ],
    },
  },
];
