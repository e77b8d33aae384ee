import { Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { keepLanguage, type Language } from "../i18n";
import { Button } from "../kit/button";
import { type Me, useSignOut } from "./me";
import { keepTheme } from "./theme";
import { useTheme } from "./use-theme";

export function OperatorMenu({ me }: { readonly me: Me }) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const signOut = useSignOut();
  const theme = useTheme();
  const name = me.operator.displayName || me.operator.name;
  const acts: Readonly<Record<string, () => void>> = {
    language: () => {
      const other: Language = i18n.language === "en" ? "zh-CN" : "en";
      keepLanguage(other);
      document.documentElement.lang = other;
      void i18n.changeLanguage(other);
    },
    theme: () => keepTheme(theme === "dark" ? "light" : "dark"),
    password: () => void navigate("/password"),
    out: () => void signOut(),
  };
  return (
    <MenuTrigger>
      <Button look="quiet">
        <span className="shell-who">
          <strong>{name}</strong>
          <span className="muted">{me.room?.name ?? t("operator.noRoom")}</span>
        </span>
        <span className="unseen">{t("operator.menu")}</span>
        <span aria-hidden="true">▾</span>
      </Button>
      <Popover className="kit-popover" placement="bottom end">
        <Menu className="kit-menu" onAction={(key) => acts[String(key)]?.()}>
          <MenuSection>
            <Header className="kit-hint">{me.operator.name}</Header>
            <MenuItem id="language" className="kit-menu-item">
              {t("operator.language")}
            </MenuItem>
            <MenuItem id="theme" className="kit-menu-item">
              {t(theme === "dark" ? "operator.theme.light" : "operator.theme.dark")}
            </MenuItem>
            <MenuItem id="password" className="kit-menu-item">
              {t("operator.password")}
            </MenuItem>
            <MenuItem id="out" className="kit-menu-item">
              {t("operator.signOut")}
            </MenuItem>
          </MenuSection>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
