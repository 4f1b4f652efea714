import { inject } from 'vitest'
import type { OpenLdapData } from './openldap/index.ts'
import type { SambaData } from './samba/index.ts'

/** A domain controller, or one sentence that says why there is none. */
export type SambaProvided = { readonly data: SambaData } | { readonly none: string }

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the run's services keep their data; removed at the end, whatever happens. */
    runDir: string
    redisUrl: string
    samba: SambaProvided
    openldap: OpenLdapData
  }
}

/** The run's domain controller. Where there is none, say without root, the suite fails with the sentence that says so. */
export const providedSamba = (): SambaData => {
  const samba = inject('samba')
  if ('none' in samba) throw new Error(samba.none)
  return samba.data
}
