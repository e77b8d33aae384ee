/** Offers a text as a file to keep. */
export function saveFile(name: string, text: string, media = "text/plain"): void {
  const url = URL.createObjectURL(new Blob([text], { type: media }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
