import { inject } from 'vitest'
import { directoryContract } from '../contracts/directory.ts'
import { openLdapBench } from './openldap-bench.ts'

directoryContract('OpenLDAP over LDAPS', () => openLdapBench(inject('openldap')))

directoryContract('OpenLDAP over StartTLS', () => {
  const slapd = inject('openldap')
  return openLdapBench(slapd, { urls: [slapd.startTlsUrl] })
})
