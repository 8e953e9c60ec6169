// An OpenID Connect provider on a port of its own, for tests. Its one person is whoever POST /control says; nobody is asked
// for a password. The first line it prints is its issuer.
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const { CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, CLAIMS_IN_TOKEN, TOKEN_AUTH_METHOD } = process.env;
let person = { sub: 'nobody' };

const server = createServer();
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: CLIENT_ID,
      client_secret: CLIENT_SECRET,
      redirect_uris: [REDIRECT_URI],
      token_endpoint_auth_method: TOKEN_AUTH_METHOD ?? 'client_secret_basic',
    },
  ],
  clientAuthMethods: [TOKEN_AUTH_METHOD ?? 'client_secret_basic'],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  conformIdTokenClaims: CLAIMS_IN_TOKEN !== '1',
  pkce: { required: () => true },
  cookies: { keys: ['only for tests'] },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ ...person, sub: id }) }),
  async loadExistingGrant(context) {
    const grant = new context.oidc.provider.Grant({
      clientId: context.oidc.client.clientId,
      accountId: context.oidc.session.accountId,
    });
    grant.addOIDCScope('openid email profile');
    await grant.save();
    return grant;
  },
});

const answer = provider.callback();
server.on('request', (request, response) => {
  serve(request, response).catch((error) => {
    response.statusCode = 500;
    response.end(String(error));
  });
});

async function serve(request, response) {
  if (request.method === 'POST' && request.url === '/control') {
    const body = [];
    for await (const part of request) {
      body.push(part);
    }
    person = JSON.parse(Buffer.concat(body).toString());
    response.statusCode = 204;
    response.end();
  } else if (request.url.startsWith('/interaction/')) {
    await provider.interactionFinished(request, response, person.refuses === true
      ? { error: 'access_denied', error_description: 'The person would rather not.' }
      : { login: { accountId: person.sub } });
  } else {
    await answer(request, response);
  }
}

console.log(issuer);
