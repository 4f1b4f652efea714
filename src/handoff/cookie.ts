/** The flow that a cookie names, and the hash of its secret; undefined when it is none of ours. */
export const openedCookie = (
  cookie: string | undefined,
  hash: (secret: string) => string,
): { flow: string; hash: string } | undefined => {
  const [flow, secret, ...more] = (cookie ?? '').split('.')
  if (flow === undefined || flow === '' || secret === undefined || secret === '' || more.length > 0)
    return undefined
  return { flow, hash: hash(secret) }
}
