//! What makes a red flag none, in three languages: a question in general, the past, a figure of speech, another thing
//! of the same name. Each takes back only what stands where its `Sense` says; what is left of the message counts.

/// Asked in general, in the family, a result, a visit for it: what it is about comes behind.
pub(super) const ASIDE: &[&str] = &[
    "history of",
    "family history",
    "antecedente|antecedentes|historial|historico",
    "radiografia|placa|xray|tomografia|ecografia|ultrasonido|electro|electrocardiograma|eletro|resultado|resultados|results|scan",
    "x ray",
    "raio x",
    "que hago|pasa si",
    "o? que faco|acontece se",
    "what if",
    "what should i do if",
    "en|em caso de",
    "in case of",
    "libro|charla|talk|curso|class about|on|sobre|de",
    "afraid|worried|scared|miedo|medo of|de|about|desmayarme|desmaiar",
    "can|puede|pode|does|will|could .. cause|causar|dar|provocar",
    "efecto|efeito|side|effects|effect secundario|colateral|effects|secundarios|effect",
    "tengo|tenho|tenia|tinha|have|had|got un|una|an|uma|um|la|a|the|mi|my? cardiology|cardiologist|doctor|doctors|medical|first|new? @visit .. por|for|pelo|pela",
];

/// Long ago.
pub(super) const PAST: &[&str] = &[
    "hace .. ano|anos",
    "ha|faz|em .. anos",
    "hace|ha|faz .. ano",
    "una|uma vez se? me|le|lhe",
    "hace|ha|faz .. ano|anos se me|le|lhe",
    "@number years|anos ago|atras",
    "years|year ago",
    "ano|mes pasado|passado",
    "last year|month",
    "in|en|em @year",
    "in|en|em|on @month",
    "cuando|quando era|fui|eu|yo era? chico|nino|crianca",
    "cuando|quando era? nino|nina|crianca|pequeno|pequena|chico",
    "as a kid|child|baby|teenager",
    "de nino|nina|chico|chica|pequeno|pequena|joven",
    "era|fue|foi|was del|de|do|from ano|el|last",
];

/// Over.
pub(super) const OVER: &[&str] = &[
    "estoy|estou|am|feel .. bien|bem|fine|better|mejor|melhor ;",
    "ya|ja se? me? paso|quito|paro|passou|parou ;",
    "ya se me paso|quito ;",
    "se me paso|quito ;|hace",
    "sumiu|desapareceu|desaparecio|quito|went|gone|stopped|curou|curo ;|away|hace|ha|ja|ya|con|com|after",
    "todo|tudo|all|everything|were|was|deu|salio|salieron|fue all|todo|tudo? normal|normales|bien|bem|fine|clear",
];

/// Figures of speech, and what happens at the sight of a needle.
pub(super) const FIGURE: &[&str] = &[
    "de|da|del la|el? hambre|risa|sueno|ganas|curiosidad|verguenza|fome|rir|sono|vontade|curiosidade|vergonha",
    "hungry|laughing|curious|to know",
    "of|from hunger|laughter|laughing|boredom|curiosity|embarrassment",
    "en|em|in|de|con|com|with tanto|tanta|tantos|tantas|so|too|mis|my|o|the|un|um|much|many? papeles|papeleo|tramites|trabajo|trabalho|work|deudas|dividas|debt|debts|bills|cuentas|contas|@messages|papelada|paperwork|papers|emails|homework|tarefas|tareas|vaso|copo",
    "siempre|always|sempre|cuando|when|quando me|i|eu .. sacan|extraen|tiram|see|draw",
    "cuando|quando|when i|eu? vi|saw|supe .. precio|cuenta|factura|bill|price|preco|conta|valor",
    "con|por|com|por|al|ao|at|over|del|da? ver|vendo|viendo|seeing? el|la|los|las|o|a|the|your|ese|esa|este|esta|esse|essa? precio|precios|preco|cuenta|factura|conta|boleto|boleta|price|prices|bill|invoice",
    "efecto|efeito|side|effects|effect secundario|colateral|effects|secundarios|effect",
];

/// Something else in the same words.
pub(super) const ITSELF: &[&str] = &[
    "atienden|atendem|tienen|tem|manejan emergencia|emergencias|urgencias|ambulancia",
    "numero|telefono|telefone|number de|for? emergencia|emergencias|emergency",
    "emergency number|room|contact|department",
    "contacto|contato de emergencia",
    "sacar|sacan|sacaron|extraer|tirar|tiraram|draw|drew|examen|analisis|exame|test|prueba .. @blood",
    "para|for|por|las prevenir|convulsiones|convulsoes|seizures",
    "medicine|medicina|medicamento|remedio|pastillas|pills for|para|por|pro .. convulsiones|convulsoes|seizures|infarto",
    "muero|muriendo|morrendo|morro|morir|dying de|do|del|of|from calor|frio|cansancio|cansaco|cold|heat",
    "food poisoning",
    "water heater|main|pipe|pipes|tank|bottle",
    "aguanto|aguento|soporto|suporto mas|mais? la|el|a|o|con|tanta|tanto|sus|tus|estos|tantos? esperar|espera|ruido|calor|frio|trafico|transito|fila|demora|@messages",
    "puedo|cuesta|posso|consigo|cant bien|bem? respirar|breathe bien|bem|well? por|pela|pelo|through la|el|my|the? nariz|nose ;",
    "8|9|10|11|12|13|14|15 @pills diarias|diarios|daily",
    "8|9|10|11|12|13|14|15 @pills al|por|a|per|every|each dia|day ;",
    "ahogo un? poco|poquito cuando corro|entreno",
    "falta un? poco|poquito el? aire cuando corro|entreno",
    "bit|little short|out of breath when i? run|running|jog|exercise",
    "pouco|pouquinho sem ar|folego quando eu? corro|treino",
    "morir|morirse|morrer de miedo|medo|nervios|pavor|susto|aburrimiento|rabia|bronca",
    "dying to see|meet|hear",
    "ahogada|ahogado con|en el|la|los|las trabajo|papeles|tramites|deudas",
    "@pills como|segun me|nos|le|la|el? doctor|doctora|medico|medica? dijo|dijeron|indico|indicaron|receto|recetaron",
    "despertar|despertarme|acordar tan|tao|muy|muito|mas|mais? temprano|cedo|tarde",
    "despertar|despertarme|acordar durante|en|no|na|a la|el|mi|meu|minha|o|meio|da? cirugia|cirurgia|anestesia|endoscopia|colonoscopia|procedimiento|procedimento|estudio|exame|bebe|hijo|hija|filho|filha",
    "baby weight|fat|teeth",
    "vida corrida|agitada",
    "colgar el|la llamada|telefono|cuadro",
    "llamada|telefono|app|pagina|sistema se? quiere|queria|va a? colgar",
    "brazos|bracos|piernas|pernas|arms|thighs .. afeitarme|depilarme|depilar|depiladora|rasurarme|shaving|waxing",
    "pulse|pulso oximeter|oximetro",
    "jaja*|haha*|lol|lmao i|me? am|estoy|estou? dying|muero|muriendo|morrendo",
    "got|been|was|were shot .. flu|covid|vaccine|tetanus|booster|pharmacy|cortisone",
    "febre|fiebre amarela|amarilla",
    "yellow|hay fever",
    "vacuna|vacunas|vacina|vacinas|vaccine|vaccines|shot|shots .. da|dan|dar|causa|causan|causam|dao|give|gives|cause|causes|produce .. @fever",
    "puede|pueden|pode|can|may|might|normal .. tener|tenga|ter|have|get .. @fever",
    "pronto socorro",
    "chance|risk|riesgo|risco|good|detect|detectar|detecting|prevent|prevenir|chequeo|chequeos|check .. infarto|stroke|heart|avc",
    "miedo|medo|afraid|scared|worried .. infarto|stroke|heart|avc|derrame|futuro",
    "emergencia|emergency familiar|family|laboral|de|at trabajo|work?",
    "family|work|dental emergency",
    // Where, or with whom, and not whether. "Con este dolor", "en este mundo" are no such place.
    "no|nao quiere|quer mas|mais? vivir|viver mas|mais|asi|assim|ya|ja? conmigo|contigo|comigo|aca|aqui|alla|ahi|sola|solo|sozinha|sozinho",
    "no|nao quiere|quer mas|mais? vivir|viver mas|mais|asi|assim|ya|ja? con|com|en|no|na|em mi|su|el|la|un|una|o|a|meu|minha|um|uma? casa|@kin|@place|geriatrico|hogar|asilo",
    "doesnt want to live anymore|any here|there|alone|with|in|at",
    "cuando|quando|when yo|eu|i? estaba|estuve|estava|was embarazada|gravida|pregnant",
];
