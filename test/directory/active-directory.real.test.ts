import { directoryContract } from '../contracts/directory.ts'
import { providedSamba } from '../services/provided.ts'
import { sambaBench } from './samba-bench.ts'

directoryContract('Active Directory', () => sambaBench(providedSamba()))
