const tenant = `${process.env.MOCK_IDP_CONTROL ?? 'http://localhost:3002'}/api/tenants/default`;
const call = async (method, path, body) => {
  const answer = await fetch(tenant + path, { method, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error((await answer.json()).message);
  return answer.json();
};

await call('POST', '/tampers', { 'id-token': { nonce: { append: '1' } } }); // ID tokens are wrong now
await call('PATCH', '/clock', { advance: '61s' });                          // and codes are too old
for (const { endpoint, status, error } of await call('GET', '/journal?failed=true')) {
  console.log(endpoint, status, error?.reason);                             // what was refused, and why
}
