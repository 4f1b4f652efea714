import { inject } from 'vitest'
import { openLdap } from '../../src/directory/openldap.ts'
import { directoryContract } from '../contracts/directory.ts'
import { openLdapBench, optionsFor } from './openldap-bench.ts'

directoryContract('OpenLDAP over LDAPS', () => openLdapBench(inject('openldap')))

directoryContract('OpenLDAP over StartTLS', () => {
  const slapd = inject('openldap')
  return openLdapBench(slapd, openLdap(optionsFor(slapd, { urls: [slapd.startTlsUrl] })))
})
