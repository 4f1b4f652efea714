const local = /^[^\s\p{C}<>@,;:"()[\]\\]{1,64}@[^\s\p{C}<>@,;:"()[\]\\]{1,255}$/u

/** Whether this is one plain address and nothing more: no list, no comment, no line break (RFC 5321 4.1.2, without quoted forms). */
export const isOneAddress = (text: string): boolean => local.test(text)

/** `address` or `Name <address>`, taken apart. Throws `TypeError` for anything else: the configuration was checked. */
export const senderOf = (from: string): { readonly name: string; readonly address: string } => {
  const [, name = '', address = from] = /^([^<>]*) <([^<>]*)>$/.exec(from) ?? []
  if (!isOneAddress(address)) throw new TypeError('the sender is not one mail address')
  return { name: oneLine(name, 100), address }
}

/** Text that is safe in a header: no control characters, no line or paragraph separators, at most `longest` characters. */
export const oneLine = (text: string, longest: number): string =>
  text
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, longest)
    .toWellFormed()
