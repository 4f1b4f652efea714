/** What is wrong with a URL, and how to write it instead. */
export interface UrlFault {
  readonly says: string
  readonly fix: string
}

/** Why the user or the password of this URL cannot be read: they are percent-encoded UTF-8 (RFC 3986 section 3.2.1). */
export const userFault = ({ username, password }: URL): UrlFault | undefined =>
  [username, password].every(isEncoded)
    ? undefined
    : {
        says: 'has a `%` in its user or password that begins no encoded character',
        fix: 'write a `%` that stands for itself as `%25`, other special characters by their UTF-8 bytes, as in `%C3%A4`',
      }

const isEncoded = (text: string): boolean => {
  try {
    decodeURIComponent(text)
    return true
  } catch (cause) {
    if (cause instanceof URIError) return false
    throw cause
  }
}
