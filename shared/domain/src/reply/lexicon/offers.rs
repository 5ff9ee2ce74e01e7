//! What is said of a time that was offered, and what is asked beside an answer.

/// A wish to be told something, with no question mark: a confirmation beside it stands, and it is answered too.
pub(super) const ASKS: &[&str] = &[
    "me|nos manda|mandan|mandas|mande|manden|mandam|envia|envian|envias|envie|envien|enviam|pasa|pasan|pasas|pase|pasen|passa|passam|comparte|comparten|da|dan|das|dice|dicen|dices|recuerda|recuerdan .. direccion|ubicacion|endereco|localizacao|localizacion|mapa|precio|valor|costo|preco|requisitos|preparacion|indicaciones|instrucciones|hora|horario",
    "mandenme|mandame|mandeme|enviame|envieme|envienme|pasame|paseme|pasenme|dime|digame|diganme|recuerdame|recuerdenme .. direccion|ubicacion|mapa|precio|valor|costo|requisitos|preparacion|indicaciones|instrucciones|hora|horario",
    "send|text|give|tell me|us .. address|location|directions|price|cost|time",
    "cuanto|quanto cuesta|sale|vale|custa|cobran|cobram|debo",
    "how much is|does|will|do|would",
    "una|otra|tengo|tenho|uma|outra pregunta|pergunta|duda|duvida",
    "quick|one|a|have question",
    "quiero|quisiera|queria|necesito|gustaria|quero|gostaria|preciso|want|need|like de|to? saber|know",
    "hay|tienen|tem|there estacionamiento|parqueadero|parqueo|parking|estacionamento",
    "que|what debo|tengo|necesito|hay|preciso|devo|should|do que|i? llevar|traer|levar|trazer|bring",
];

/// Not the time that was offered, but another, or a question about it. In the answer to an offer only.
pub(super) const OFFER_ASIDE: &[&str] = &[
    "otro|otra|outro|outra|another|other|different dia|fecha|hora|horario|turno|cita|data|day|date|time|slot|medico|doctor",
    "mejor|melhor|prefiero|prefiro|rather|prefer|preferiria|better",
    "mas|mais|un poco? tarde|temprano|cedo|adelante",
    "later|earlier|instead",
    "a? que horas|hora|dia|doctor|doctora",
    "cuanto|cuanta|quanto|donde|onde|cual|qual|quien|quem|cuando|quando|where|which|who|what|when|how",
    "as long as",
    "no|nao|dont la|lo|me|le|a|o? cancelen|cancele|canceles|cancelem|cancela|cancel",
    "si|if|se pudiera|pudiese|fuera|hubiera|tuviera|fosse|pudesse|desse|houvesse|could|was|were",
    "si|if|se es|e|for|it|its a|con|com|with|en|na|de|por|no|in|at|is|the|after|before",
    "paso|pass ;",
    "mantener|mantengo|conservar|conservo|keep|manter|mantenho",
    "quedarme|quedo|ficar|fico con|asi|com|assim",
    "ya|ja|already tengo|tenho|have|consegui|resolvi|fui",
    // Under an offer they decline more often than not.
    "^ i? am? all good|set ;|for|with|as",
    "^ todo bien $",
    "@kin .. tambien|tambem|too|also",
    // What: what they have, or this one?
    "dejalo|dejelo|dejenlo|dejala|dejela|dejenla|deixa|deixe|leave ;",
    "leave it ;|as|then|so|for",
    "ill|will stick|stay with that|it",
];

/// Does not want what was offered. In the answer to an offer only.
pub(super) const DECLINES: &[&str] = &[
    "quedo|quedamos|quedarme con el|la|mi que? ya? tengo|tenia|teniamos|turno|cita|anterior|original|mismo|misma ;|gracias|del|de",
    "dejo|deje|deja|dejen|dejame|dejeme|dejenme|dejar el|la|mi que? ya? tengo|tenia|teniamos|mio|mia|nomas? nomas|;|gracias",
    "dejelo|dejalo|dejenlo|dejemoslo|dejela|dejala|dejenla asi|como|ahi",
    "^ asi esta|estoy bien",
    "a|en esa|ese hora|horario trabajo|trabajamos|estudio|tengo|tenemos|curso",
    "a|en esa|ese hora|horario estoy trabajando|ocupado|ocupada|viajando",
    "ese|esa|este|esta dia|hora|horario|fecha no ;|gracias",
    "daselo|dasela|denselo|densela|deselo|desela a? otro|otra|alguien|quien",
    "se lo|la den|dan|da|pasen|ofrezcan a otro|otra|alguien|quien",
    "lo|la dejo pasar",
    "no quiero|queremos|deseo|necesito|acepto|podria",
    "keep|keeping mine|ours",
    "quedo|fico|mantengo|prefiero|prefiro con|com? la|el|a|o mia|mio|minha|meu ;",
    "dejo|mantengo|conservo|prefiero|prefiro|keep|manter la|el|mi|my|a|o que? tengo|tenho|turno|cita|original|minha|appointment|time",
    "no la|lo|le quiero|deseo|necesito|acepto|tomo|tomare|voy",
    "no me|nos interesa|sirve|conviene|queda|funciona|acomoda|resulta|va",
    "no voy a? tomar|tomarla|tomarlo|aceptar|cambiar|cambiarla|poder",
    "no estoy|estamos interesado|interesada|interesados",
    "no gracias",
    "dont|do not? want|need it|that|this|the|to|one|;",
    "not interested|needed|necessary",
    "^ no need",
    "no hace falta",
    "no thanks|thank",
    "cant|wont make|take|do|come|work|;",
    "nao quero|queremos|desejo|preciso|precisa|aceito|tenho|posso|consigo|podemos|interessa|serve ;|mais|interesse|a|o|esse|essa|nesse|nessa|nesta|neste|esta|este|ir|trocar|mudar|adiantar",
    "nao me|nos interessa|serve|convem",
    "nao obrigada|obrigado",
    "keep|keeping|stick|sticking|stay|staying with? the? one|time|slot|appointment|date|what i? have|got|booked|already",
    "stick|sticking|stay|staying with mine|ours",
    "dispenso|dispensamos",
    "fico|ficamos com a|o minha|meu mesmo|mesma",
    "prefiro|prefiero manter|mantener|ficar|conservar com|con? o|a|el|la? meu|minha|mi|mio|mia",
    "give|pass it to|on someone|somebody|to",
    "prefiero|prefiro|mejor|melhor quedarme|ficar|quedar con|com la|el|lo|a|o mia|mio|minha|meu|que|de|misma|mismo|mesma|mesmo",
    "^ no|nao prefiero|prefiro mi|minha|meu|el|o|a hora|turno|cita|horario|mio|meu|minha",
    "estoy|estamos|to|tou|happy|fine|ok bien|bem? with|con|com mi|my|the|meu|o|minha|la|el hora|turno|cita|horario|one|current|appointment|slot|consulta|que",
    "no me|nos hace falta",
    "leave it|mine as it? is|was",
    "deixa|deixe|deixem como|do jeito? que? ta|esta|estava",
    "^ no|nah|nope i? am? ok|okay|good|fine|alright ;|thanks|thank|with|as",
];

/// Wants what was offered, in words that are no yes. In the answer to an offer only.
pub(super) const TAKES: &[&str] = &[
    "anotame|anoteme|anotenme|apuntame|apunteme|apuntenme|agendame|agendeme|agendenme|reservame|reserveme|reservenme|ponme|pongame|ponganme ;|ahi|ese|esa|este|esta|para ese|esa? ;|dia|turno|hora|cita|horario",
    "anotamelo|anotemelo|anotenmelo|agendamelo|agendemelo|agendenmelo|reservamelo|reservemelo|reservenmelo|reservamela|reservemela|guardamelo|guardemelo|guardenmelo|guardamela|guardemela ;",
    "lo|la agarro|aprovecho|tomo|acepto ;",
    "tomo|agarro|acepto|quiero|prefiero ese|esa|este|esta|la|el hora|cita|turno|horario|fecha|cupo|lugar|espacio|dia ;",
    "tomo|agarro|acepto|quiero|prefiero ese|esa|este|esta ;",
    "quedo|quedamos con ese|esa|este|esta|el|la nuevo|nueva|; ;|turno|cita|hora|horario",
    "me|nos viene|queda|va|cae bien|perfecto|genial|barbaro|joya|excelente ;|ese|esa",
    "cuenten|cuente|cuenta conmigo ;|para|con",
    "^ con mucho? gusto $",
    "^ encantada|encantado $",
    "excelente|perfecto|genial|buenisimo si ;",
    // English
    "ill|will take|grab|have it|that ;|one|slot|time",
    "ill|will take|grab|have the earlier|sooner|new|first|offered one|slot|time|appointment",
    "id|would love it|that ;|one|slot|time",
    "that|it would be perfect|great|lovely|brilliant|grand|fantastic|ideal ;",
    "^ give it to me $",
    "put|pencil|slot|book me in|down ;",
    "book me ;|please",
    // Portuguese
    "pode|podem|podes me? marcar|agendar|reservar|encaixar|colocar|por ;|meu|sim",
    "aceito|quero|pego|topo esse|essa|este|esta|o|a horario|vaga|consulta|dia|encaixe ;",
    "fico|ficamos com esse|essa|este|esta|a|o horario|vaga|encaixe|consulta ;|mais",
    "^ aceito|topo|quero|pego|serve|encaixa sim? ;",
    "me encaixa|serve|convem ;|sim|bem|perfeitamente|perfeito",
    "fico|ficamos|quedo|quedamos com|con essa|esse|ela|ele|esa|ese|ella ;|sim|si|mesmo|entao",
    "ese|esa|este|esta|esse|essa|that|this horario|hora|dia|time|day|one? e|is|es|ta|esta otimo|otima|perfeito|perfeita|perfecto|perfecta|bom|boa|buenisimo|genial|great|perfect|better|ideal ;|para|pra|for|gracias|thanks|obrigada|obrigado",
    "^ sign me up ;",
    "^ dibs|gimme|mine|tomada $",
    "^ eu pego|quero|aceito|topo sim? ;",
    "aceito|quero|pego|topo essa|esse|esta|este sim? ;",
    "^ yes|yeah|yep|si|sim please|thanks|por|obrigada? favor? thats|that|esa|ese|me|es|is much|muito|mucho better|melhor|mejor ;",
];

/// Another of those that were shown, or that what was chosen was a mistake: it asks for none of the clinic's texts.
pub(super) const TAKES_BACK: &[&str] = &[
    "queria|quise|quiero|quisiera|prefiero|era|quero|prefiro el|la|lo|o|a otro|otra|outro|outra|primero|primera|primeiro|primeira|segundo|segunda|ultimo|ultima ;",
    "^ no|nao? perdon|perdona|desculpa? queria|quise|quiero|era|quero? el|la|o|a otro|otra|outro|outra ;",
    "me equivoque|confundi|enganei",
    "the other|wrong one|time|slot ;",
];

/// Another visit too, or another one's. Not "at two": `a las dos`.
pub(super) const ANOTHER_TOO: &[&str] = &[
    "tambien|tambem|also|too",
    "ambos|ambas|both",
    "confirmo|confirmamos las|los|as|os dos|duas|dois",
    "de|da|do|del|for|para|pra mi|my|meu|minha|nuestro|nuestra|el|la|o|a? @kin",
    "la|el|a|o de|da|do @name",
];
