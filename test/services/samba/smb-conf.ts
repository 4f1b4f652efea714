/** The configuration of a private domain controller: everything below `home`, one address, our certificate. */
export const smbConf = (o: {
  readonly home: string
  readonly address: string
  readonly realm: string
  readonly netbios: string
  readonly host: string
  readonly caFile: string
  readonly certFile: string
  readonly keyFile: string
}): string => `[global]
  netbios name = ${o.host.toUpperCase()}
  realm = ${o.realm}
  workgroup = ${o.netbios}
  server role = active directory domain controller
  server services = ldap
  # Without the mask samba finds "no network interfaces": this is not an address of "lo".
  interfaces = ${o.address}/8
  bind interfaces only = yes
  binddns dir = ${o.home}/bind-dns
  cache directory = ${o.home}/cache
  lock directory = ${o.home}
  state directory = ${o.home}/state
  private dir = ${o.home}/private
  pid directory = ${o.home}/run
  ncalrpc dir = ${o.home}/run/ncalrpc
  ntp signd socket directory = ${o.home}/run/ntp_signd
  winbindd socket directory = ${o.home}/run/winbindd
  log file = ${o.home}/samba.log
  logging = file
  log level = 1
  dns forwarder =
  tls enabled = yes
  tls cafile = ${o.caFile}
  tls certfile = ${o.certFile}
  tls keyfile = ${o.keyFile}
  ldap server require strong auth = yes
  idmap_ldb:use rfc2307 = yes
`
