// A reply has three keys. A token that is dead is forgotten, so that the next request signs in again.
const reply = pm.response.json();
pm.test('the reply has success, response and error', () => {
    pm.expect(Object.keys(reply).sort()).to.eql(['error', 'response', 'success']);
});
if (pm.response.code === 401 || pm.info.requestName === 'Logout') {
    pm.collectionVariables.set('token_expires_at', '');
}
