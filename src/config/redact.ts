import type { Config } from './port.ts'

/** The configuration in force, as it may be shown to an operator or sent with a bug report. */
export const redact = (config: Config): Readonly<Record<string, unknown>> => {
  const { keys: _keys, store, mail, directory, webauthn, ...rest } = config
  return {
    ...rest,
    store:
      store.kind === 'redis'
        ? {
            ...store,
            url: redactUrl(store.url.reveal()),
            sentinels: store.sentinels.map((address) => redactUrl(address.reveal())),
          }
        : store,
    directory: directory.kind === 'memory' ? directory : { ...directory, ca: counted(directory.ca) },
    ...(webauthn === undefined ? {} : { webauthn: { ...webauthn, roots: counted(webauthn.roots) } }),
    ...(mail === undefined ? {} : { mail: { ...mail, url: redactUrl(mail.url.reveal()) } }),
  }
}

const counted = (pem: string): string => `${pem.split('BEGIN CERTIFICATE').length - 1} certificates`

/** A URL without user, password, query and fragment. */
export const redactUrl = (text: string): string => {
  if (!URL.canParse(text)) return '[not a URL]'
  const url = new URL(text)
  return `${url.protocol}//${url.host}${url.pathname === '/' ? '' : url.pathname}`
}
