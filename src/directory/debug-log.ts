/**
 * Why this process must not start with this NODE_DEBUG, or undefined. The LDAP library prints every modify under
 * `ldapts`, new passwords in clear text; Node takes wildcards and any case.
 */
export const leakingDebugLog = (nodeDebug: string | undefined): string | undefined => {
  const leaks = (nodeDebug ?? '').split(',').some((name) =>
    new RegExp(
      `^${name
        .trim()
        .replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&')
        .replaceAll('*', '.*')}$`,
      'i',
    ).test('ldapts'),
  )
  return leaks ? 'NODE_DEBUG contains ldapts, which would print new passwords; unset it' : undefined
}
