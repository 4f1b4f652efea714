/** What we speak with in one installation. */
export interface Grant {
  readonly token: string
  readonly botId: string
  readonly botUserId: string
}

/** Where the app is installed, and with which token. */
export interface Access {
  /** Rejects with `Fault` ERR_CHAT where the app is not installed, or its token cannot be had now. */
  of(installed: string): Promise<Grant>
  /** The installations through which people of a tenant can be reached; none for a stranger's. */
  reaching(tenant: string): Promise<readonly string[]>
  /** Slack says that the app was removed, or its token revoked, at this time (ms since the epoch). */
  removed(installed: string, at: number): Promise<void>
}
