// Signs in if there is no token, or if it has expired. An application token is used as it is.
const token = pm.collectionVariables.get('token') || '';
const expiresAt = Date.parse(pm.collectionVariables.get('token_expires_at') || '') || 0;
const isAlive = token.startsWith('BEGINNING') || (token !== '' && expiresAt > Date.now() + 30000);
const isPublic = pm.request.auth && pm.request.auth.type === 'noauth';
if (!isAlive && !isPublic) {
    const parameters = { email: pm.variables.get('email'), password: pm.variables.get('password') };
    pm.sendRequest({
        url: pm.variables.get('base_url') + '/api/Auth.Login',
        method: 'POST',
        header: { 'Content-Type': 'application/json' },
        body: { mode: 'raw', raw: JSON.stringify(parameters) },
    }, (failure, answer) => {
        const reply = failure ? { error: String(failure) } : answer.json();
        if (!reply.success) {
            throw new Error('Signing in failed: ' + reply.error);
        }
        pm.collectionVariables.set('token', reply.response.token);
        pm.collectionVariables.set('token_expires_at', reply.response.expires_at);
    });
}
