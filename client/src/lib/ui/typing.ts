/** Where keys belong to the browser: in what is typed in, and in what has come to the front. */
export function typing(target: EventTarget | null): boolean {
  const element = target instanceof Element ? target : null
  return !!element?.closest('input:not([type="range"]), textarea, select, dialog, [contenteditable]')
}
