import { useTranslation } from "react-i18next";
import { Select } from "../kit/choice";
import { useLive } from "../live/use-live";

interface RoomChoiceProps {
  /** Empty: none. */
  readonly room: string;
  readonly onChange: (room: string) => void;
}

export function RoomChoice({ room, onChange }: RoomChoiceProps) {
  const { t } = useTranslation();
  const rooms = useLive((state) => state.rooms);
  return (
    <Select
      label={t("operator.room")}
      value={room}
      options={[
        { value: "", label: t("operator.noRoom") },
        ...rooms.map(({ id, name }) => ({ value: id, label: name })),
      ]}
      onChange={onChange}
    />
  );
}
