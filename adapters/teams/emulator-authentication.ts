import { ConfigurationBotFrameworkAuthentication } from 'botbuilder'
import { ServiceClientCredentialsFactory } from 'botframework-connector'
import { Fault } from '../../src/story/errors.ts'
import { once } from './bot-authentication.ts'
import { patienceMs } from './connector-http.ts'
import { emulatorHosts } from './emulator-gate.ts'
import { isServiceHost } from './service-host.ts'

type Signed = Awaited<ReturnType<ServiceClientCredentialsFactory['createCredentials']>>

/** botbuilder with its checks switched off, and nothing to show for itself: no call carries a token, or leaves this machine. */
class NoCredentials extends ServiceClientCredentialsFactory {
  override isValidAppId(): Promise<boolean> {
    return Promise.resolve(false)
  }

  override isAuthenticationDisabled(): Promise<boolean> {
    return Promise.resolve(true)
  }

  override createCredentials(): Promise<Signed> {
    const signed: Signed = {
      signRequest: (request) => {
        if (!isServiceHost(request.url, emulatorHosts))
          return Promise.reject(new Fault('ERR_CHAT', 'the bot of the emulator speaks to this machine only'))
        request.headers.remove('authorization')
        return Promise.resolve(request)
      },
    }
    return Promise.resolve(signed)
  }
}

/** For the emulator alone; see `openEmulator`. The addresses are those of nobody. */
export const emulatorAuthentication = (): ConfigurationBotFrameworkAuthentication => {
  const nowhere = 'http://127.0.0.1:9/'
  const settings = {
    ToChannelFromBotLoginUrl: nowhere,
    ToChannelFromBotOAuthScope: nowhere,
    ToBotFromChannelTokenIssuer: nowhere,
    OAuthUrl: nowhere,
    ToBotFromChannelOpenIdMetadataUrl: nowhere,
    ToBotFromEmulatorOpenIdMetadataUrl: nowhere,
    CallerId: 'latchkey:emulator',
    ValidateAuthority: 'true',
  }
  return new ConfigurationBotFrameworkAuthentication(
    settings,
    new NoCredentials(),
    { requiredEndorsements: [] },
    undefined,
    {
      httpClient: once(patienceMs, () => undefined),
    },
  )
}
