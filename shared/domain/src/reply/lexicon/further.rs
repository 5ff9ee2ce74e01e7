//! Other times than those that were shown: later, earlier, on other days, or just more of them.

/// Later ones.
pub(super) const LATER: &[&str] = &[
    // Spanish and Portuguese
    "algo|alguna|algun|alguno|algum|alguma|hay|habra|habria|tenes|tienes|tienen|tendra|tendran|tendrias|tem|teria|tera|otro|otra|outro|outra|uno|una|ser|nada|poco|pouco .. mas|mais tarde|tardecito|tardecita|adelante|frente",
    "puede|podria|pode|poderia|mejor|melhor|necesito|preciso|quiero|quisiera|quero|queria|prefiero|prefiro|tiene la|lo|una|um|un? mas|mais tarde|tardecito|tardecita|adelante|frente",
    "no|nao hay|habra|tenes|tienes|tienen|tendran|tem|teria|puede|pode|podria .. mas|mais tarde|tardecito|tardecita|adelante|frente",
    "^ y|e|o|ou|no|nao? un|um? poco|poquito|pouco|pouquinho? mas|mais tarde|tardecito|tardecita|adelante $",
    "hora|horas|horario|horarios|turno|turnos|vaga|vagas|opciones|opcoes|fechas|datas mas|mais tarde|adelante|tardios|tardias",
    "mais para|pra frente",
    "pero|mas un|um? poco|poquito|pouco|pouquinho|rato? mas|mais tarde|tardecito|adelante ;|si|se|por|hay|tem|tienen|puede",
    "^ un|uns|um rato|ratito mas|mais tarde",
    "^ y|e? mas|mais tarde no|nao tienen|tienes|tenes|hay|tem",
    "despues|depois de|desses|dessas|destes|disso|deses|esos esos|esas|estos|estas|eso|;",
    // English
    "anything|something|any|nothing|slots|times|time|one|ones|options|little|bit|possible .. later",
    "have|got|prefer|need|want|be it? later",
    "but a? bit|little? later ;|please|if",
    "dont|isnt|arent|no .. later",
    "^ y|and|or|no|maybe|a? later $",
    "later slots|slot|times|time|appointment|appointments|options|ones|one|dates|date|than",
    "after those|that|these|them",
    "further|farther out",
    "^ no|nao? ninguno|ninguna|nenhum|nenhuma|none .. mas|mais tarde",
    "^ none .. later",
];

/// Earlier ones.
pub(super) const EARLIER: &[&str] = &[
    // Spanish and Portuguese
    "algo|alguna|algun|alguno|algum|alguma|hay|habra|habria|tenes|tienes|tienen|tendra|tendran|tendrias|tem|teria|tera|otro|otra|outro|outra|uno|una|ser|nada|poco|pouco .. mas|mais temprano|tempranito|temprana|cedo|pronto|proximo|proxima",
    "puede|podria|pode|poderia|mejor|melhor|necesito|preciso|quiero|quisiera|quero|queria|prefiero|prefiro|tiene la|lo|una|um|un? mas|mais temprano|tempranito|temprana|cedo|pronto|proximo|proxima",
    "no|nao hay|habra|tenes|tienes|tienen|tendran|tem|teria|puede|pode|podria .. mas|mais temprano|tempranito|temprana|cedo|pronto|proximo|proxima",
    "algo|nada|alguno|alguna|algum|alguma|hay|tenes|tienes|tienen|tem|teria|puede|pode .. antes ;",
    "^ y|e|o|ou|no|nao? un|um? poco|poquito|pouco|pouquinho? mas|mais temprano|tempranito|cedo|pronto $",
    "hora|horas|horario|horarios|turno|turnos|vaga|vagas|opciones|opcoes|fecha|fechas|data|datas mas|mais temprano|tempranas|temprana|cedo|cercana|cercanas",
    "antes de|desses|dessas|destes|disso|deses|esos esos|esas|estos|estas|eso|;",
    "no|nao hay|tenes|tienes|tienen|tem|teria .. antes ;",
    "pero|mas un|um? poco|poquito|pouco|pouquinho|rato? mas|mais temprano|tempranito|cedo ;|si|se|por|hay|tem|tienen|puede",
    "^ y|e? mas|mais temprano|cedo no|nao tienen|tienes|tenes|hay|tem",
    "^ un|um? poco|poquito|pouco|pouquinho antes ;",
    "algo|ser|hay|tenes|tienes|tienen|tem un|um? poco|poquito|pouco|pouquinho antes ;",
    "^ y|e|o|ou? antes $",
    // English
    "anything|something|any|nothing|slots|times|time|one|ones|options|little|bit|possible .. earlier|sooner",
    "have|got|prefer|need|want|be it? earlier|sooner",
    "but a? bit|little? earlier|sooner ;|please|if",
    "dont|isnt|arent|no .. earlier|sooner",
    "^ y|and|or|no|maybe|a? earlier|sooner $",
    "earlier|sooner slots|slot|times|time|appointment|appointments|options|ones|one|dates|date|than",
    "anything|something|slots|times before those|that|these|them|then",
    "^ no|nao? ninguno|ninguna|nenhum|nenhuma .. mas|mais temprano|cedo",
    "^ none .. earlier|sooner",
];

/// On other days.
pub(super) const OTHER_DAYS: &[&str] = &[
    "otro|otros|otra|otras|outro|outros|outra|outras|another|other|others|different|distinto|distintos|distinta|diferente|diferentes dia|dias|day|days|fecha|fechas|data|datas|date|dates|semana|semanas|week|weeks",
    "dia|dias|fecha|fechas|data|datas diferente|diferentes|distinto|distintos|distinta|distintas",
    "que|quais|cuales|what|which otros|otras|outros|outras|other dias|days|fechas|datas|dates",
    "some other day|date|time",
];

/// More of them, whichever.
pub(super) const MORE: &[&str] = &[
    // Spanish and Portuguese
    "mas|mais|otro|otros|otra|otras|outro|outros|outra|outras|siguientes|proximas|demas opcion|opciones|opcao|opcoes|hora|horas|horario|horarios|turno|turnos|cita|citas|vaga|vagas|alternativa|alternativas|lugares|cupos|disponibilidad|disponibilidade",
    "hay|habra|tenes|tienes|tienen|tendran|tem|teria algo|alguna|alguno|algum|alguma? mas|mais|otro|otra|otros|otras|outro|outra|outros|outras ;|disponible|disponibles|disponivel|livre",
    "no|nao hay|habra|tenes|tienes|tienen|tem|teria .. mas|mais|otro|otra|otros|otras|outro|outra|outros|outras ;|opcion|opciones|opcao|opcoes|hora|horas|horario|horarios|turno|turnos|vaga|vagas",
    "que|cuales|quais mas|mais|otros|otras|outros|outras .. hay|tenes|tienes|tienen|tem ;|disponible|disponibles|disponivel",
    "^ algo|alguna|alguno|algum|alguma mas|mais ;",
    "ver|muestre|muestreme|mostrar|mostre|quiero|quero mas|mais ;",
    "^ y|e? mas|mais|otras|otros|outras|outros $",
    "^ no|nao? ninguno|ninguna|nenhum|nenhuma de|das|dos las|los|esas|esos|estas|estos|essas|esses|dos|duas|dois|opcoes|opciones",
    "ninguno|ninguna|nenhum|nenhuma .. sirve|sirven|puedo|va|van|queda|quedan|viene|vienen|conviene|convienen|funciona|acomoda|da|dao|serve|posso|consigo|bom|boa",
    "no|nao .. ninguno|ninguna|nenhum|nenhuma|ningun",
    "no|nao me? sirve|sirven|viene|vienen|queda|quedan|va|van|conviene|convienen|serve|servem|posso|puedo .. esos|esas|estos|estas|esses|essas|estes|nesses|nessas",
    "esos|esas|estos|estas|esses|essas|estes .. no|nao me|puedo|posso|sirven|servem|dao|da",
    // English
    "more|other|others|another|different|additional|next|remaining|alternative option|options|time|times|slot|slots|appointment|appointments|choice|choices|opening|openings|availability|page",
    "have|got|there|offer anything|something|any|what else ;|available|open|free|on|in|for|next|than",
    "^ anything|something|what else ;|available|open|free",
    "what|whats else .. have|available|open|free|offer",
    "any|have|see|show|are more|others ;",
    "^ and|any? more|others $",
    "none|neither of those|these|them",
    "cant do|make either|those|these",
    "none|neither .. work|works|suit|suits|good|fit|fits",
    "cant|dont|not|doesnt .. any|none of? those|these|them",
    "those|these|they dont|wont work|suit",
];
