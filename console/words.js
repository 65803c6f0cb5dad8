// Every word of the console, in both languages. The tables have one type, so that a gap is an error of tsc.
import { language } from './session.js';
import { FIELDS, VALUES } from './words_of_fields.js';

const en = {
  signIn: 'Sign in', email: 'E-mail', password: 'Password', demoUsers: 'This is a demonstration. Sign in as:', signOut: 'Sign out', signInAgain: 'The session ended. Sign in to go on where you were.',
  chooseProfile: 'Choose a profile', noProfile: 'No profile is open to this user.', forgotten: 'Forgotten password?', resetSent: 'If the address is known, a mail with a link is on its way.',
  work: 'Work', records: 'Records', build: 'Build', overview: 'Overview', board: 'Board', explorer: 'Explorer', menu: 'Menu', navigation: 'Navigation', skip: 'Skip to content',
  companies: 'Companies', contacts: 'Contacts', leads: 'Leads', customers: 'Customers', opportunities: 'Opportunities', quotations: 'Quotations', orders: 'Orders', tickets: 'Tickets', products: 'Products', services: 'Services',
  Company: 'company', Contact: 'contact', Lead: 'lead', Customer: 'customer', Opportunity: 'opportunity', Quotation: 'quotation', Order: 'order', Ticket: 'ticket', Product: 'product', Service: 'service',
  language: 'Español', theme: 'Light or dark', profile: 'Profile', search: 'Search', filter: 'Filter', addFilter: 'Add filter', columns: 'Columns', remove: 'Remove', apply: 'Apply', from: 'from', to: 'to', any: 'Any', yes: 'Yes', no: 'No', none: 'None',
  newest: 'Newest', loadMore: 'Show more', of: 'of', selected: 'selected', edit: 'Edit', delete: 'Delete', save: 'Save', cancel: 'Cancel', close: 'Close', open: 'Open', create: 'Create', stop: 'Stop', field: 'Field', value: 'Value',
  details: 'Details', related: 'Related', history: 'History', api: 'API', timeline: 'Interactions', allOf: 'Show all', unsaved: 'Not saved yet', saved: 'Saved', created: 'Created', deleted: 'Deleted', failed: 'failed', done: 'done', more: 'More fields',
  empty: 'No records match.', emptyAction: 'Remove all filters', nothingYet: 'Nothing yet.', notFound: 'There is no such screen.', tryAgain: 'Try again', request: 'Request', copy: 'Copy', copied: 'Copied', gone: 'The service does not answer. Trying again…',
  confirmDelete: 'Delete this record? It can\'t be taken back here.', confirmDeleteMany: 'Delete the selected records? It can\'t be taken back here.', conflict: 'Somebody changed this record meanwhile.', mine: 'Mine', theirs: 'Theirs', keepMine: 'Save mine', takeTheirs: 'Take theirs',
  calls: 'What this page called', noCalls: 'No calls yet.', reply: 'Reply', send: 'Send', dryRun: 'Try without saving', methods: 'Methods', form: 'Parameters', took: 'ms', bytes: 'bytes', example: 'Use the example', rightNeeded: 'Right', pickMethod: 'Choose a method.', changes: 'What would change',
  pipeline: 'Pipeline by stage', won: 'Won', lost: 'Lost', wonLost: 'Won and lost by month', funnel: 'Leads by status', ticketAge: 'Open tickets by age', followups: 'Follow-ups', overdue: 'Overdue', due: 'Due', laterToday: 'Later today', asTable: 'Show as table', count: 'Count', weighted: 'Weighted', days: 'days',
  moveTo: 'Move to', moved: 'Moved', unchanged: 'unchanged for', wonQuestion: 'Does this opportunity end?', reason: 'Reason', keepOpen: 'Keep it open', weightedSum: 'weighted', shown: 'shown', select: 'Select', selectAll: 'Select all', keys: 'Keys', keysText: 'j and k: next and previous row. Enter: open. x: select. e: edit. c: create. /: search. ~: calls. m: move a card. Esc: close. ?: this list.', range: 'Range', months12: '12 months', months6: '6 months', months3: '3 months', changedBy: 'by', operation: 'Change', when: 'When', before: 'Before', after: 'After', searchHere: 'Type to search', chosen: 'Chosen', mineOnly: 'Mine only', wrongJson: 'This is not JSON.',
};

/** @type {typeof en} */
const es = {
  signIn: 'Iniciar sesión', email: 'Correo', password: 'Contraseña', demoUsers: 'Es una demostración. Se puede entrar como:', signOut: 'Cerrar sesión', signInAgain: 'La sesión terminó. Al iniciarla de nuevo todo sigue donde estaba.',
  chooseProfile: 'Elegir un perfil', noProfile: 'Ningún perfil está abierto a este usuario.', forgotten: '¿Olvidó la contraseña?', resetSent: 'Si la dirección es conocida, ya va en camino un correo con un enlace.',
  work: 'Trabajo', records: 'Registros', build: 'Construir', overview: 'Resumen', board: 'Tablero', explorer: 'Explorador', menu: 'Menú', navigation: 'Navegación', skip: 'Ir al contenido',
  companies: 'Empresas', contacts: 'Contactos', leads: 'Prospectos', customers: 'Clientes', opportunities: 'Oportunidades', quotations: 'Cotizaciones', orders: 'Pedidos', tickets: 'Tickets', products: 'Productos', services: 'Servicios',
  Company: 'empresa', Contact: 'contacto', Lead: 'prospecto', Customer: 'cliente', Opportunity: 'oportunidad', Quotation: 'cotización', Order: 'pedido', Ticket: 'ticket', Product: 'producto', Service: 'servicio',
  language: 'English', theme: 'Claro u oscuro', profile: 'Perfil', search: 'Buscar', filter: 'Filtro', addFilter: 'Agregar filtro', columns: 'Columnas', remove: 'Quitar', apply: 'Aplicar', from: 'desde', to: 'hasta', any: 'Cualquiera', yes: 'Sí', no: 'No', none: 'Ninguno',
  newest: 'Más recientes', loadMore: 'Mostrar más', of: 'de', selected: 'seleccionados', edit: 'Editar', delete: 'Eliminar', save: 'Guardar', cancel: 'Cancelar', close: 'Cerrar', open: 'Abrir', create: 'Crear', stop: 'Detener', field: 'Campo', value: 'Valor',
  details: 'Datos', related: 'Relacionados', history: 'Historial', api: 'API', timeline: 'Interacciones', allOf: 'Ver todo', unsaved: 'Sin guardar', saved: 'Guardado', created: 'Creado', deleted: 'Eliminado', failed: 'con error', done: 'listos', more: 'Más campos',
  empty: 'Ningún registro coincide.', emptyAction: 'Quitar todos los filtros', nothingYet: 'Todavía no hay nada.', notFound: 'No existe esa pantalla.', tryAgain: 'Reintentar', request: 'Solicitud', copy: 'Copiar', copied: 'Copiado', gone: 'El servicio no responde. Reintentando…',
  confirmDelete: '¿Eliminar este registro? Aquí no se puede deshacer.', confirmDeleteMany: '¿Eliminar los registros seleccionados? Aquí no se puede deshacer.', conflict: 'Otra persona cambió este registro mientras tanto.', mine: 'Lo mío', theirs: 'Lo suyo', keepMine: 'Guardar lo mío', takeTheirs: 'Tomar lo suyo',
  calls: 'Lo que llamó esta página', noCalls: 'Todavía no hay llamadas.', reply: 'Respuesta', send: 'Enviar', dryRun: 'Probar sin guardar', methods: 'Métodos', form: 'Parámetros', took: 'ms', bytes: 'bytes', example: 'Usar el ejemplo', rightNeeded: 'Permiso', pickMethod: 'Elija un método.', changes: 'Lo que cambiaría',
  pipeline: 'Embudo por etapa', won: 'Ganadas', lost: 'Perdidas', wonLost: 'Ganadas y perdidas por mes', funnel: 'Prospectos por estado', ticketAge: 'Tickets abiertos por antigüedad', followups: 'Seguimientos', overdue: 'Vencidos', due: 'Para hoy', laterToday: 'Más tarde hoy', asTable: 'Ver como tabla', count: 'Número', weighted: 'Ponderado', days: 'días',
  moveTo: 'Mover a', moved: 'Movida', unchanged: 'sin cambios desde hace', wonQuestion: '¿Termina esta oportunidad?', reason: 'Motivo', keepOpen: 'Dejarla abierta', weightedSum: 'ponderado', shown: 'mostradas', select: 'Seleccionar', selectAll: 'Seleccionar todo', keys: 'Teclas', keysText: 'j y k: fila siguiente y anterior. Intro: abrir. x: seleccionar. e: editar. c: crear. /: buscar. ~: llamadas. m: mover una tarjeta. Esc: cerrar. ?: esta lista.', range: 'Periodo', months12: '12 meses', months6: '6 meses', months3: '3 meses', changedBy: 'por', operation: 'Cambio', when: 'Cuándo', before: 'Antes', after: 'Después', searchHere: 'Escriba para buscar', chosen: 'Elegido', mineOnly: 'Solo lo mío', wrongJson: 'Esto no es JSON.',
};

/** @param {keyof typeof en} key @returns {string} */
export const t = (key) => (language() === 'es' ? es : en)[key];

/** Whether there is such a word. @param {string} key @returns {key is keyof typeof en} */
export const isWord = (key) => key in en;

/** The name of a field, as a person reads it. @param {string} name */
export function label(name) {
  if (language() === 'es' && FIELDS[name]) return FIELDS[name];
  const words = name.replace(/_ids?$/, '').replace(/^user$/, 'owner').replaceAll('_', ' ').replace(/ at$/, '').replace(/^rfc$/, 'RFC').replace(/^sku$/, 'SKU');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A word of a closed set. @param {string} value */
export function valueName(value) {
  if (language() === 'es' && VALUES[value]) return VALUES[value];
  const words = value.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
