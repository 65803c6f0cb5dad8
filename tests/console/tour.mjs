// A tour of the console in a real Chromium: from sign-in to sign-out in both languages and both sizes, and what must never
// happen meanwhile: a violation of the policy, an error, a request elsewhere, a fault that axe finds.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const url = process.env.VENTANILLA_URL;
const pictures = process.env.VENTANILLA_PICTURES;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const EVIL = [`<img src=x onerror="window.broken=1">`, `"><script>window.broken=1</script>`, `javascript:window.broken=1`, `{{constructor.constructor('window.broken=1')()}}`, `</title><svg onload=window.broken=1>`];
const PASTED = `it's "q" $HOME \`id\` é\\n \\ ! {}`;
if (pictures) mkdirSync(pictures, { recursive: true });

/** @type {string} */
let token;
async function api(method, parameters) {
  const headers = { 'Content-Type': 'application/json', ...(token && { Authorization: 'Bearer ' + token }) };
  const reply = await (await fetch(url + '/api', { method: 'POST', headers, body: JSON.stringify({ method, parameters }) })).json();
  assert.ok(reply.success, `${method}: ${JSON.stringify(reply)}`);
  return reply.response;
}
token = (await api('Auth.Login', { email: 'ana@example.com', password: 'ventanilla-demo' })).token;
const profile_id = (await api('Profiles.GetProfiles', {})).profiles[0].id;
const first = (await api('Companies.GetCompanies', { profile_id, pagination: 1 })).companies[0];
const evil = [];
for (const name of EVIL) evil.push((await api('Companies.CreateCompany', { profile_id, name, notes: name, industry_id: first.industry_id, type_id: first.type_id })).company);

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox'] });
const words = {
  en: { signIn: 'Sign in', out: 'Sign out', create: 'Create company', save: 'Save', mine: 'Save mine', theirs: 'Take theirs', filter: 'Add filter', apply: 'Apply', send: 'Send', example: 'Use the example', copy: 'Copy curl', delete: 'Delete', moved: 'Moved' },
  es: { signIn: 'Iniciar sesión', out: 'Cerrar sesión', create: 'Crear empresa', save: 'Guardar', mine: 'Guardar lo mío', theirs: 'Tomar lo suyo', filter: 'Agregar filtro', apply: 'Aplicar', send: 'Enviar', example: 'Usar el ejemplo', copy: 'Copiar curl', delete: 'Eliminar', moved: 'Movida' },
};

async function tour(language, width, colorScheme) {
  const context = await browser.newContext({ locale: language === 'es' ? 'es-MX' : 'en-GB', viewport: { width, height: 800 }, colorScheme, permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  page.setDefaultTimeout(10000);
  const w = words[language], faults = [];
  page.on('console', (message) => {
    // The browser itself notes each refused call; that one is refused is a part of the tour.
    if (message.type() === 'error' && !/Failed to load resource.*(409|422)/.test(message.text())) faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('request', (request) => request.url().startsWith(url + '/') || /^(data|blob):/.test(request.url()) || faults.push('elsewhere: ' + request.url()));
  await page.addInitScript(() => addEventListener('securitypolicyviolation', (event) => console.error('policy: ' + event.violatedDirective)));
  const look = async (name) => {
    await page.evaluate(axe);
    const found = await page.evaluate(() => /** @type {any} */ (window).axe.run(document, { resultTypes: ['violations'] }));
    if (pictures) await page.screenshot({ path: `${pictures}/${name}-${language}-${width}-${colorScheme}.png` });
    assert.deepEqual(found.violations.map((one) => `${name}: ${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).slice(0, 3).join(' | ')}`), []);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${name} is ${wide} pixels too wide at ${width}`);
    assert.equal(await page.evaluate(() => /** @type {any} */ (window).broken), undefined);
  };
  await page.goto(url + '/');
  await page.waitForSelector('#email');
  await look('sign-in');
  await page.fill('#email', 'ana@example.com');
  await page.fill('#password', 'ventanilla-demo');
  await page.keyboard.press('Enter');
  await page.waitForSelector('svg .bar');
  await look('overview');

  await page.goto(url + '/console/companies?query=window.broken');
  await page.waitForSelector('tbody tr a');
  await look('companies');
  assert.deepEqual((await page.locator('tbody tr a').allTextContents()).toSorted(), EVIL.toSorted());
  await page.goto(url + '/console/companies?sort=-id');
  await page.waitForSelector('tbody tr a');
  await page.getByRole('button', { name: w.filter }).click();
  await page.locator('dialog select').first().waitFor();
  await page.waitForTimeout(150);
  await look('filters');
  await page.getByRole('combobox', { name: /^(Company type|Tipo)$/ }).selectOption({ index: 1 });
  await page.getByRole('button', { name: w.apply, exact: true }).click();
  await page.waitForURL(/company_type=\d/);
  await page.waitForSelector('.chip');
  assert.equal(await page.locator('.chip').count(), 1);
  await page.goBack();
  await page.waitForSelector('tbody tr a');

  await page.keyboard.press('c');
  await page.waitForSelector('dialog .fields input');
  const name = `Tour ${language} ${width} ${PASTED}`;
  await page.getByLabel(/^(Name|Nombre) \*/).fill(name);
  await page.locator('dialog form').getByRole('button', { name: w.create }).click();
  await page.waitForSelector('dialog .failure');
  assert.ok((await page.locator('dialog .problem:not(:empty)').count()) > 0, 'problems stand at their fields');
  for (const label of [/^(Type|Tipo) \*/, /^(Industry|Industria) \*/]) await page.getByLabel(label).selectOption({ index: 1 });
  await page.locator('dialog form').getByRole('button', { name: w.create }).click();
  await page.waitForURL(/companies\/\d+$/);
  await page.waitForSelector('form.x, section form .fields');
  assert.equal(await page.locator('h1').textContent(), name);
  const id = Number(page.url().split('/').pop());
  await page.waitForTimeout(200);
  await look('company');

  await api('Companies.EditCompany', { profile_id, company_id: id, phone: '+52 33 0000 0001' });
  await page.getByLabel(/^(Phone|Teléfono)$/).fill('+52 33 0000 0002');
  await page.keyboard.press('Control+s');
  await page.getByRole('button', { name: w.mine }).waitFor();
  await look('conflict');
  await page.getByRole('button', { name: w.mine }).click();
  await page.waitForFunction(() => !document.querySelector('dialog'));
  await page.waitForTimeout(300);
  assert.equal((await api('Companies.GetCompany', { profile_id, search_by: 'id', search_value: id })).company.phone, '+52 33 0000 0002');

  await page.goto(url + '/console/board');
  await page.waitForSelector('.card button');
  await look('board');
  const card = page.locator('.column').first().locator('.card').first(), title = await card.getAttribute('aria-label');
  await card.locator('button').focus();
  await page.keyboard.press('m');
  await page.locator('dialog button').nth(1).click();
  await page.waitForSelector('.message');
  assert.equal(await page.locator('.column').nth(1).locator('.card').first().getAttribute('aria-label'), title);

  await page.goto(url + '/console/explorer/Companies.CreateCompany');
  await page.waitForSelector('pre');
  await page.getByLabel(/^(Name|Nombre) \*/).fill(PASTED);
  for (const label of [/^(Type|Tipo) \*/, /^(Industry|Industria) \*/]) {
    await page.waitForTimeout(100);
    await page.getByLabel(label).selectOption({ index: 1 });
  }
  await look('explorer');
  await page.locator('main').getByRole('button', { name: w.copy }).first().click();
  const pasted = await page.evaluate(() => navigator.clipboard.readText());
  const reply = JSON.parse(execFileSync('sh', ['-c', pasted], { env: { ...process.env, TOKEN: token, NO_PROXY: '127.0.0.1' }, encoding: 'utf8' }));
  assert.equal(reply.response.company?.name, PASTED, JSON.stringify(reply));
  await page.getByRole('button', { name: w.send, exact: true }).click();
  await page.waitForSelector('.reply');
  await page.keyboard.press('Escape');
  await page.locator('h1').click();
  await page.keyboard.press('~');
  await page.waitForSelector('.drawer summary');
  await look('calls');
  await page.keyboard.press('Escape');

  for (const path of ['contacts', 'leads', 'customers', 'opportunities', 'quotations', 'orders', 'tickets', 'products', 'services']) {
    await page.goto(`${url}/console/${path}`);
    await page.waitForSelector('tbody tr a');
    await page.locator('tbody tr a').first().click();
    await page.waitForSelector('section form .fields');
    assert.equal(await page.locator('.failure').count(), 0, path);
  }
  await page.goto(`${url}/console/companies/${id}`);
  await page.getByRole('button', { name: w.delete }).click();
  await page.locator('dialog').getByRole('button', { name: w.delete }).click();
  await page.waitForURL(/companies$/);
  await page.waitForSelector('tbody tr a');
  if (width < 500) {
    await page.locator('.menu').click();
    await look('menu');
  }
  await page.getByRole('button', { name: w.out }).click();
  await page.waitForSelector('#email');
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  assert.deepEqual(faults, []);
  await context.close();
}

try {
  for (const [language, width, colorScheme] of [['en', 1280, 'light'], ['es', 360, 'dark'], ['es', 1280, 'dark'], ['en', 360, 'light']]) {
    await tour(language, width, colorScheme);
    console.log(`console in ${language} at ${width} pixels, ${colorScheme}: all is well`);
  }
} finally {
  await browser.close();
  for (const company of evil) await api('Companies.DeleteCompany', { profile_id, company_id: company.id });
}
